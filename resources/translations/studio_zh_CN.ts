<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
 <context>
  <name>AboutDialog</name>
  <message>
   <source>About Inpaint Studio</source>
   <translation>关于 Inpaint Studio</translation>
  </message>
  <message>
   <source>Models</source>
   <translation>模型</translation>
  </message>
  <message>
   <source>Restores photographs on your own machine.</source>
   <translation>在您自己的电脑上修复照片。</translation>
  </message>
  <message>
   <source>Versions and licences</source>
   <translation>版本与许可</translation>
  </message>
 </context>
 <context>
  <name>Actions</name>
  <message>
   <source>&amp;100 %</source>
   <translation>100 %(&amp;1)</translation>
  </message>
  <message>
   <source>&amp;About Inpaint Studio</source>
   <translation>关于 Inpaint Studio(&amp;A)</translation>
  </message>
  <message>
   <source>&amp;Cancel</source>
   <translation>取消(&amp;C)</translation>
  </message>
  <message>
   <source>&amp;Clear</source>
   <translation>清除(&amp;C)</translation>
  </message>
  <message>
   <source>&amp;Clear your edges</source>
   <translation>清除您的边缘(&amp;C)</translation>
  </message>
  <message>
   <source>&amp;Close</source>
   <translation>关闭(&amp;C)</translation>
  </message>
  <message>
   <source>&amp;Copy photo</source>
   <translation>复制照片(&amp;C)</translation>
  </message>
  <message>
   <source>&amp;Edit</source>
   <translation>编辑(&amp;E)</translation>
  </message>
  <message>
   <source>&amp;Export…</source>
   <translation>导出(&amp;E)…</translation>
  </message>
  <message>
   <source>&amp;File</source>
   <translation>文件(&amp;F)</translation>
  </message>
  <message>
   <source>&amp;Fill again</source>
   <translation>重新填充(&amp;F)</translation>
  </message>
  <message>
   <source>&amp;Fill enclosed</source>
   <translation>填满包围区域(&amp;F)</translation>
  </message>
  <message>
   <source>&amp;Fit</source>
   <translation>适合窗口(&amp;F)</translation>
  </message>
  <message>
   <source>&amp;Grow</source>
   <translation>扩大(&amp;G)</translation>
  </message>
  <message>
   <source>&amp;Help</source>
   <translation>帮助(&amp;H)</translation>
  </message>
  <message>
   <source>&amp;Import mask…</source>
   <translation>导入蒙版(&amp;I)…</translation>
  </message>
  <message>
   <source>&amp;Invert</source>
   <translation>反选(&amp;I)</translation>
  </message>
  <message>
   <source>&amp;Keys…</source>
   <translation>快捷键(&amp;K)…</translation>
  </message>
  <message>
   <source>&amp;Larger brush</source>
   <translation>增大画笔(&amp;L)</translation>
  </message>
  <message>
   <source>&amp;Manual</source>
   <translation>手册(&amp;M)</translation>
  </message>
  <message>
   <source>&amp;Mask</source>
   <translation>蒙版(&amp;M)</translation>
  </message>
  <message>
   <source>&amp;Measure on this photo…</source>
   <translation>在此照片上测评(&amp;M)…</translation>
  </message>
  <message>
   <source>&amp;Open…</source>
   <translation>打开(&amp;O)…</translation>
  </message>
  <message>
   <source>&amp;Original, while the key is held</source>
   <translation>按住按键时显示原图(&amp;O)</translation>
  </message>
  <message>
   <source>&amp;Overlay, outline or hidden</source>
   <translation>叠加、轮廓或隐藏(&amp;O)</translation>
  </message>
  <message>
   <source>&amp;Paste as new photo</source>
   <translation>粘贴为新照片(&amp;P)</translation>
  </message>
  <message>
   <source>&amp;Predicted edges</source>
   <translation>预测的边缘(&amp;P)</translation>
  </message>
  <message>
   <source>&amp;Quit</source>
   <translation>退出(&amp;Q)</translation>
  </message>
  <message>
   <source>&amp;Redo</source>
   <translation>重做(&amp;R)</translation>
  </message>
  <message>
   <source>&amp;Restore</source>
   <translation>修复(&amp;R)</translation>
  </message>
  <message>
   <source>&amp;Save</source>
   <translation>保存(&amp;S)</translation>
  </message>
  <message>
   <source>&amp;Select what was filled</source>
   <translation>选取已填充的部分(&amp;S)</translation>
  </message>
  <message>
   <source>&amp;Settings…</source>
   <translation>设置(&amp;S)…</translation>
  </message>
  <message>
   <source>&amp;Tour of the window</source>
   <translation>窗口导览(&amp;T)</translation>
  </message>
  <message>
   <source>&amp;Try all models…</source>
   <translation>试用所有模型(&amp;T)…</translation>
  </message>
  <message>
   <source>&amp;Undo</source>
   <translation>撤销(&amp;U)</translation>
  </message>
  <message>
   <source>&amp;View</source>
   <translation>视图(&amp;V)</translation>
  </message>
  <message>
   <source>&amp;Your edges</source>
   <translation>您的边缘(&amp;Y)</translation>
  </message>
  <message>
   <source>Back to the &amp;original</source>
   <translation>恢复原图(&amp;O)</translation>
  </message>
  <message>
   <source>Before and after, &amp;split</source>
   <translation>前后对比：分割(&amp;S)</translation>
  </message>
  <message>
   <source>Before and after, side &amp;by side</source>
   <translation>前后对比：并排(&amp;B)</translation>
  </message>
  <message>
   <source>Co&amp;mpare edges…</source>
   <translation>比较边缘(&amp;M)…</translation>
  </message>
  <message>
   <source>E&amp;dges</source>
   <translation>边缘(&amp;D)</translation>
  </message>
  <message>
   <source>Edges of the &amp;known area</source>
   <translation>已知区域的边缘(&amp;K)</translation>
  </message>
  <message>
   <source>Export &amp;mask…</source>
   <translation>导出蒙版(&amp;M)…</translation>
  </message>
  <message>
   <source>F&amp;ull screen</source>
   <translation>全屏(&amp;U)</translation>
  </message>
  <message>
   <source>Fill each stroke at &amp;once</source>
   <translation>每一笔立即填充(&amp;O)</translation>
  </message>
  <message>
   <source>Find &amp;damage</source>
   <translation>查找损伤(&amp;D)</translation>
  </message>
  <message>
   <source>Find &amp;more like this</source>
   <translation>查找更多类似(&amp;M)</translation>
  </message>
  <message>
   <source>Mo&amp;dels…</source>
   <translation>模型(&amp;D)…</translation>
  </message>
  <message>
   <source>Next &amp;panel</source>
   <translation>下一个面板(&amp;P)</translation>
  </message>
  <message>
   <source>Predict while p&amp;ainting</source>
   <translation>涂抹时预测(&amp;A)</translation>
  </message>
  <message>
   <source>Re&amp;pair: find damage and fill it</source>
   <translation>修复:查找损坏并填补(&amp;P)</translation>
  </message>
  <message>
   <source>Restore a &amp;folder…</source>
   <translation>修复文件夹(&amp;F)…</translation>
  </message>
  <message>
   <source>S&amp;hrink</source>
   <translation>缩小(&amp;H)</translation>
  </message>
  <message>
   <source>S&amp;maller brush</source>
   <translation>减小画笔(&amp;M)</translation>
  </message>
  <message>
   <source>Save &amp;as…</source>
   <translation>另存为(&amp;A)…</translation>
  </message>
  <message>
   <source>Save &amp;project…</source>
   <translation>保存项目(&amp;P)…</translation>
  </message>
  <message>
   <source>Turn view &amp;left</source>
   <translation>视图左转(&amp;L)</translation>
  </message>
  <message>
   <source>Turn view &amp;right</source>
   <translation>视图右转(&amp;R)</translation>
  </message>
  <message>
   <source>Zoom &amp;in</source>
   <translation>放大(&amp;I)</translation>
  </message>
  <message>
   <source>Zoom &amp;out</source>
   <translation>缩小显示(&amp;O)</translation>
  </message>
 </context>
 <context>
  <name>AttentionView</name>
  <message>
   <source>Attention</source>
   <translation>注意力</translation>
  </message>
  <message>
   <source>The colour points to where a place in the hole got its look from, and is the stronger the farther that is.</source>
   <translation>颜色指向空洞中某处取样的方向；距离越远，颜色越浓。</translation>
  </message>
  <message>
   <source>This model rebuilds the hole from patches of what is known. For each place in the hole the colour shows the way to the patch that counted most: red lies right of it, green below, cyan left, violet above; pale is near. Patches of one colour were copied together.</source>
   <translation>此模型用已知区域的图块重建空洞。空洞中每处的颜色指向贡献最大的图块：红色在右，绿色在下，青色在左，紫色在上；颜色浅表示距离近。同色的图块是一起复制的。</translation>
  </message>
  <message>
   <source>Where the fill was taken from</source>
   <translation>填充取自何处</translation>
  </message>
 </context>
 <context>
  <name>BackBar</name>
  <message>
   <source>Back to the batch</source>
   <translation>返回批处理</translation>
  </message>
  <message>
   <source>Batch</source>
   <translation>批处理</translation>
  </message>
  <message>
   <source>Give the batch this photo as it is shown, restored ({key})</source>
   <translation>把这张照片按当前显示的修复结果交回批处理（{key}）</translation>
  </message>
  <message>
   <source>{name} is open from the batch.</source>
   <translation>{name} 是从批处理中打开的。</translation>
  </message>
 </context>
 <context>
  <name>BatchWindow</name>
  <message>
   <source>Beginning…</source>
   <translation>正在开始…</translation>
  </message>
  <message>
   <source>Cancelled. Look at the plan and start again to go on from here.</source>
   <translation>已取消。查看计划并重新开始，即可从这里继续。</translation>
  </message>
  <message>
   <source>Cancelling; what is filled is still written…</source>
   <translation>正在取消；已填充的仍会写入…</translation>
  </message>
  <message>
   <source>Choose the folder of photographs, then look at the plan.</source>
   <translation>选择照片文件夹，然后查看计划。</translation>
  </message>
  <message>
   <source>Looking at the folders…</source>
   <translation>正在查看文件夹…</translation>
  </message>
  <message>
   <source>Removed; the next run makes it again.</source>
   <translation>已移除；下次运行会重新生成。</translation>
  </message>
  <message>
   <source>Restore a folder</source>
   <translation>修复文件夹</translation>
  </message>
  <message>
   <source>Still at work</source>
   <translation>仍在工作</translation>
  </message>
  <message>
   <source>There is nothing to do.</source>
   <translation>无事可做。</translation>
  </message>
  <message>
   <source>This is what will be done; nothing was written yet.</source>
   <translation>这是将要做的事；尚未写入任何内容。</translation>
  </message>
  <message>
   <source>model {name}</source>
   <translation>模型 {name}</translation>
  </message>
  <message>
   <source>{count} photos</source>
   <translation>{count} 张照片</translation>
  </message>
  <message>
   <source>{count} photos are not done. End the run? A later one goes on.</source>
   <translation>还有 {count} 张照片未完成。结束运行吗？以后可以继续。</translation>
  </message>
 </context>
 <context>
  <name>BeforeAfter</name>
  <message>
   <source>Before and after</source>
   <translation>修复前后</translation>
  </message>
  <message>
   <source>Drag, or press the arrow keys: before and after</source>
   <translation>拖动或按方向键：修复前后</translation>
  </message>
  <message>
   <source>{percent} % before</source>
   <translation>修复前占 {percent} %</translation>
  </message>
 </context>
 <context>
  <name>ByHand</name>
  <message>
   <source>The photo is taken once this run has ended.</source>
   <translation>本次运行结束后会采用这张照片。</translation>
  </message>
  <message>
   <source>{name} is as you restored it.</source>
   <translation>{name} 已采用您修复的结果。</translation>
  </message>
  <message>
   <source>{name} is no photo of this batch any more.</source>
   <translation>{name} 已不是这个批次的照片。</translation>
  </message>
 </context>
 <context>
  <name>Canvas</name>
  <message>
   <source>Photo</source>
   <translation>照片</translation>
  </message>
  <message>
   <source>after</source>
   <translation>修复后</translation>
  </message>
  <message>
   <source>before</source>
   <translation>修复前</translation>
  </message>
 </context>
 <context>
  <name>Cards</name>
  <message>
   <source>A narrow DeepFill v2 trained on a CPU: follows lines that you draw and shows where it took the fill from; the photo itself gives the texture.</source>
   <translation>在 CPU 上训练的窄版 DeepFill v2：遵循您画的线条，并显示填充取自何处；纹理取自照片本身。</translation>
  </message>
  <message>
   <source>A narrow EdgeConnect trained on a CPU: shows and follows edges, decides shapes and tone; the photo itself gives the texture.</source>
   <translation>在 CPU 上训练的窄版 EdgeConnect：显示并遵循边缘，决定形状与色调；纹理取自照片本身。</translation>
  </message>
  <message>
   <source>A narrow network of partial convolutions trained on a CPU; the photo itself gives the texture.</source>
   <translation>在 CPU 上训练的窄版部分卷积网络；纹理取自照片本身。</translation>
  </message>
  <message>
   <source>A narrow network that looks at three scales, trained on faces on a CPU; the photo itself gives the fine texture.</source>
   <translation>在 CPU 上用人脸训练的窄网络，从三个尺度观察；细微纹理取自照片本身。</translation>
  </message>
  <message>
   <source>A narrow network trained on a CPU that draws several answers for one hole, one a seed; the photo itself gives the texture.</source>
   <translation>在 CPU 上训练的窄网络，为一个空洞给出多种答案，每个种子一种；纹理取自照片本身。</translation>
  </message>
  <message>
   <source>A residual network that weighs its channels by what the whole window shows.</source>
   <translation>残差网络，按整个窗口的内容为各通道加权。</translation>
  </message>
  <message>
   <source>A small, fast network that imagines what may have been in the hole.</source>
   <translation>小而快的网络，想象空洞中原来可能有什么。</translation>
  </message>
  <message>
   <source>Carries the lines of equal brightness at the hole's border on into it.</source>
   <translation>把空洞边界处的等亮度线延续到空洞之内。</translation>
  </message>
  <message>
   <source>Closes the hole in six rounds from its border inwards, each building on the last.</source>
   <translation>从边界向内分六轮填满空洞，每一轮以上一轮为基础。</translation>
  </message>
  <message>
   <source>Code and weights by Picsart AI Research: free use, also commercial, as long as the copyright notice is kept.</source>
   <translation>代码与权重来自 Picsart AI Research：保留版权声明即可自由使用，包括商用。</translation>
  </message>
  <message>
   <source>Code and weights by Samsung AI Center Moscow: free use, also commercial, as long as licence and notices are kept. The file is a TorchScript program; it is run only if it is the published one.</source>
   <translation>代码与权重来自三星莫斯科人工智能中心：保留许可与声明即可自由使用，包括商用。该文件是 TorchScript 程序；只有与已发布的文件一致时才会运行。</translation>
  </message>
  <message>
   <source>Coherent semantic attention</source>
   <translation>连贯语义注意力</translation>
  </message>
  <message>
   <source>Completes the hole with dilated convolutions that look far around it.</source>
   <translation>用视野很广的空洞卷积补全缺失区域。</translation>
  </message>
  <message>
   <source>Completion</source>
   <translation>补全</translation>
  </message>
  <message>
   <source>Content</source>
   <translation>内容</translation>
  </message>
  <message>
   <source>Content weight</source>
   <translation>内容权重</translation>
  </message>
  <message>
   <source>Context Encoder</source>
   <translation>上下文编码器（Context Encoder）</translation>
  </message>
  <message>
   <source>Copies patches of the photo from the border inwards, strong lines first.</source>
   <translation>从边界向内复制照片的图块，先处理明显的线条。</translation>
  </message>
  <message>
   <source>DeepFill v1</source>
   <translation>DeepFill v1</translation>
  </message>
  <message>
   <source>DeepFill v1 (contextual attention)</source>
   <translation>DeepFill v1（上下文注意力）</translation>
  </message>
  <message>
   <source>DeepFill v2</source>
   <translation>DeepFill v2</translation>
  </message>
  <message>
   <source>DeepFill v2 (gated convolution)</source>
   <translation>DeepFill v2（门控卷积）</translation>
  </message>
  <message>
   <source>DeepFill v2, small</source>
   <translation>DeepFill v2（小型）</translation>
  </message>
  <message>
   <source>Detail taken from the photo itself: 0 none, 1 fine texture, 2 and more coarser shapes too</source>
   <translation>取自照片本身的细节：0 无，1 细纹理，2 及以上还包括较粗的形状</translation>
  </message>
  <message>
   <source>Draws several different answers for one hole; every seed gives another.</source>
   <translation>为同一空洞给出多种不同的结果；每个种子各不相同。</translation>
  </message>
  <message>
   <source>Edge</source>
   <translation>边缘</translation>
  </message>
  <message>
   <source>EdgeConnect</source>
   <translation>EdgeConnect</translation>
  </message>
  <message>
   <source>EdgeConnect, small</source>
   <translation>EdgeConnect（小型）</translation>
  </message>
  <message>
   <source>Encoder</source>
   <translation>编码器</translation>
  </message>
  <message>
   <source>Exemplars by priority</source>
   <translation>按优先级的样例填充</translation>
  </message>
  <message>
   <source>Exemplars by priority (Criminisi)</source>
   <translation>按优先级的样例填充（Criminisi）</translation>
  </message>
  <message>
   <source>Fast marching</source>
   <translation>快速行进</translation>
  </message>
  <message>
   <source>Fast marching (Telea)</source>
   <translation>快速行进（Telea）</translation>
  </message>
  <message>
   <source>Fills the hole with matching texture from elsewhere in the photo.</source>
   <translation>用照片别处相匹配的纹理填充空洞。</translation>
  </message>
  <message>
   <source>Generator</source>
   <translation>生成器</translation>
  </message>
  <message>
   <source>Global and local consistency</source>
   <translation>全局与局部一致性</translation>
  </message>
  <message>
   <source>Globally and locally consistent completion</source>
   <translation>全局与局部一致的补全</translation>
  </message>
  <message>
   <source>Guesses roughly, then rebuilds the hole so that neighbours agree in meaning.</source>
   <translation>先粗略猜测，再重建空洞，使相邻部分在语义上一致。</translation>
  </message>
  <message>
   <source>How far around a pixel is looked for colour</source>
   <translation>在像素周围多远处取色</translation>
  </message>
  <message>
   <source>How far patches are looked for</source>
   <translation>在多远范围内寻找图块</translation>
  </message>
  <message>
   <source>How much grain is quelled</source>
   <translation>抑制颗粒的程度</translation>
  </message>
  <message>
   <source>How much texture counts</source>
   <translation>纹理所占的比重</translation>
  </message>
  <message>
   <source>How near to stay to the fill</source>
   <translation>与原填充保持多近</translation>
  </message>
  <message>
   <source>Imagines the centre of a window of 128 px, again and again across the hole.</source>
   <translation>在 128 像素的窗口中反复想象中心部分，直到覆盖整个空洞。</translation>
  </message>
  <message>
   <source>LaMa</source>
   <translation>LaMa</translation>
  </message>
  <message>
   <source>LaMa (Big-LaMa, Places2)</source>
   <translation>LaMa（Big-LaMa，Places2）</translation>
  </message>
  <message>
   <source>Learns for every pixel how far to trust it; follows a sketch if trained for it.</source>
   <translation>学习每个像素的可信程度；若经相应训练，可遵循草图。</translation>
  </message>
  <message>
   <source>Looks at a face at three scales at once and fills it from its alike parts.</source>
   <translation>同时在三个尺度上观察人脸，并用相似的部分填充。</translation>
  </message>
  <message>
   <source>Looks at known pixels only and grows them inwards, layer by layer.</source>
   <translation>只看已知像素，并逐层向内生长。</translation>
  </message>
  <message>
   <source>MI-GAN</source>
   <translation>MI-GAN</translation>
  </message>
  <message>
   <source>MI-GAN (Places2, 512 px)</source>
   <translation>MI-GAN（Places2，512 像素）</translation>
  </message>
  <message>
   <source>MI-GAN by Picsart AI Research, MIT: free use, also commercial, as long as the copyright notice is kept. Trained on by Inpaint Studio, partly on photographs of research collections (LFW, PASCAL VOC, ImageNet samples and others); see README.md beside the weights.</source>
   <translation>MI-GAN 由 Picsart AI Research 发布，MIT 许可：保留版权声明即可自由使用，包括商业用途。由 Inpaint Studio 继续训练，部分训练照片来自研究数据集（LFW、PASCAL VOC、ImageNet 样本等）；详见权重旁的 README.md。</translation>
  </message>
  <message>
   <source>MI-GAN, trained on by us for old photographs, faces and large holes, and taught to follow lines.</source>
   <translation>在 MI-GAN 的基础上，我们针对老照片、人脸和大面积空洞继续训练，并让它学会沿着线条填充。</translation>
  </message>
  <message>
   <source>Mean of two fills, one of them of the mirror image: steadier, in twice the time</source>
   <translation>两次填充的平均，其中一次用镜像图像：更稳定，时间加倍</translation>
  </message>
  <message>
   <source>Mirror</source>
   <translation>镜像</translation>
  </message>
  <message>
   <source>Multi-scale semantic learning</source>
   <translation>多尺度语义学习</translation>
  </message>
  <message>
   <source>Multi-scale semantics</source>
   <translation>多尺度语义</translation>
  </message>
  <message>
   <source>Multi-scale semantics, small</source>
   <translation>多尺度语义（小型）</translation>
  </message>
  <message>
   <source>Navier-Stokes</source>
   <translation>Navier-Stokes</translation>
  </message>
  <message>
   <source>Navier-Stokes (Bertalmio)</source>
   <translation>Navier-Stokes（Bertalmio）</translation>
  </message>
  <message>
   <source>Needs the VGG weights of torchvision, vgg16-397923af.pth (528 MiB, of which 11 MiB are kept) or vgg19-dcbb9e9d.pth, from download.pytorch.org/models; they were trained on ImageNet.</source>
   <translation>需要 torchvision 的 VGG 权重：vgg16-397923af.pth（528 MiB，保留其中 11 MiB）或 vgg19-dcbb9e9d.pth，取自 download.pytorch.org/models；它们在 ImageNet 上训练。</translation>
  </message>
  <message>
   <source>Neural patch synthesis</source>
   <translation>神经图块合成</translation>
  </message>
  <message>
   <source>No checkpoint is published; train one with 'inpaint-studio train'.</source>
   <translation>没有已发布的检查点；请用“inpaint-studio train”训练。</translation>
  </message>
  <message>
   <source>Paints a coarse fill, then refines it with texture found elsewhere in the window.</source>
   <translation>先画出粗略的填充，再用窗口别处的纹理细化。</translation>
  </message>
  <message>
   <source>Part of Inpaint Studio.</source>
   <translation>Inpaint Studio 的一部分。</translation>
  </message>
  <message>
   <source>Part of OpenCV.</source>
   <translation>OpenCV 的一部分。</translation>
  </message>
  <message>
   <source>Partial convolutions</source>
   <translation>部分卷积</translation>
  </message>
  <message>
   <source>Partial convolutions, small</source>
   <translation>部分卷积（小型）</translation>
  </message>
  <message>
   <source>Patch</source>
   <translation>图块</translation>
  </message>
  <message>
   <source>PatchMatch</source>
   <translation>PatchMatch</translation>
  </message>
  <message>
   <source>Pipeline</source>
   <translation>流水线</translation>
  </message>
  <message>
   <source>Pluralistic completion</source>
   <translation>多元补全</translation>
  </message>
  <message>
   <source>Pluralistic completion, small</source>
   <translation>多元补全（小型）</translation>
  </message>
  <message>
   <source>Predicts the edges inside the hole, shows them, then paints between them.</source>
   <translation>预测空洞内的边缘并显示出来，然后在边缘之间作画。</translation>
  </message>
  <message>
   <source>Radius</source>
   <translation>半径</translation>
  </message>
  <message>
   <source>Recurrent feature reasoning</source>
   <translation>循环特征推理</translation>
  </message>
  <message>
   <source>Refinement</source>
   <translation>细化</translation>
  </message>
  <message>
   <source>Rough</source>
   <translation>粗略</translation>
  </message>
  <message>
   <source>Rounds</source>
   <translation>轮数</translation>
  </message>
  <message>
   <source>Scales</source>
   <translation>尺度</translation>
  </message>
  <message>
   <source>Search</source>
   <translation>搜索</translation>
  </message>
  <message>
   <source>Searches for patches at each size</source>
   <translation>每个尺寸上搜索图块的次数</translation>
  </message>
  <message>
   <source>Sees the whole window at once through Fourier convolutions.</source>
   <translation>通过傅里叶卷积一次看到整个窗口。</translation>
  </message>
  <message>
   <source>Side of the copied patches</source>
   <translation>所复制图块的边长</translation>
  </message>
  <message>
   <source>Side of the copied patches, odd</source>
   <translation>所复制图块的边长，奇数</translation>
  </message>
  <message>
   <source>Sizes worked at, coarse to fine; 1 stays nearest</source>
   <translation>所用的尺寸数，由粗到细；1 最贴近原填充</translation>
  </message>
  <message>
   <source>Smoothness</source>
   <translation>平滑度</translation>
  </message>
  <message>
   <source>Spreads the colours of the hole's border inwards, nearest pixels first.</source>
   <translation>把空洞边界的颜色向内扩散，最近的像素优先。</translation>
  </message>
  <message>
   <source>Squeeze-excite generator</source>
   <translation>挤压激励生成器</translation>
  </message>
  <message>
   <source>Studio fill (over MI-GAN)</source>
   <translation>Studio 填充（基于 MI-GAN）</translation>
  </message>
  <message>
   <source>Takes another model's fill and gives it texture of the known area, coarse to fine; needs VGG-16 or VGG-19 weights.</source>
   <translation>取另一模型的填充，由粗到细赋予已知区域的纹理；需要 VGG-16 或 VGG-19 权重。</translation>
  </message>
  <message>
   <source>Texture</source>
   <translation>纹理</translation>
  </message>
  <message>
   <source>Texture weight</source>
   <translation>纹理权重</translation>
  </message>
  <message>
   <source>The authors' repository (KumapowerLIU/CSA-inpainting on GitHub) allows educational and academic research only; it names no checkpoint, so that you need one trained with it: *_net_P.pth and *_net_G.pth.</source>
   <translation>作者的代码库（GitHub 上的 KumapowerLIU/CSA-inpainting）仅允许教育和学术研究；其中没有给出检查点，因此需要用它训练一个：*_net_P.pth 和 *_net_G.pth。</translation>
  </message>
  <message>
   <source>The authors' repository (jingyuanli001/RFR-Inpainting on GitHub) is MIT and links the checkpoints without a word on them; they were trained on photographs given for research only.</source>
   <translation>作者的代码库（GitHub 上的 jingyuanli001/RFR-Inpainting）采用 MIT 许可，其中链接了检查点而未作说明；它们是用仅供研究的照片训练的。</translation>
  </message>
  <message>
   <source>The model whose fill is refined</source>
   <translation>其填充将被细化的模型</translation>
  </message>
  <message>
   <source>The repository that links the authors' checkpoints (lyndonzheng/Pluralistic-Inpainting on GitHub: latest_net_E.pth and latest_net_G.pth) allows educational and academic research only.</source>
   <translation>链接作者检查点的代码库（GitHub 上的 lyndonzheng/Pluralistic-Inpainting：latest_net_E.pth 和 latest_net_G.pth）仅允许教育和学术研究。</translation>
  </message>
  <message>
   <source>The repository that links the checkpoint (BoyuanJiang/context_encoder_pytorch on GitHub: netG_streetview.pth) is MIT and says nothing of the weights, which were trained on Paris StreetView, photographs given for research only.</source>
   <translation>链接该检查点的代码库（GitHub 上的 BoyuanJiang/context_encoder_pytorch：netG_streetview.pth）采用 MIT 许可，但对权重未作说明；权重是用仅供研究的巴黎街景照片训练的。</translation>
  </message>
  <message>
   <source>The repository that links the checkpoint (naoto0804/pytorch-inpainting-with-partial-conv on GitHub: 1000000.pth) states no licence, neither for code nor for weights; ask its author before you use them for more than trying.</source>
   <translation>链接该检查点的代码库（GitHub 上的 naoto0804/pytorch-inpainting-with-partial-conv：1000000.pth）没有声明代码或权重的许可；除试用外，使用前请询问作者。</translation>
  </message>
  <message>
   <source>The repository that links the checkpoint (otenim/GLCIC-PyTorch on GitHub: model_cn_step400000) is MIT and says nothing of the weights, which were trained on CelebA, photographs given for research only.</source>
   <translation>链接该检查点的代码库（GitHub 上的 otenim/GLCIC-PyTorch：model_cn_step400000）采用 MIT 许可，但对权重未作说明；权重是用仅供研究的 CelebA 照片训练的。</translation>
  </message>
  <message>
   <source>The weights published by the authors may be used with attribution and for non-commercial purposes only.</source>
   <translation>作者发布的权重须署名，且仅限非商业用途。</translation>
  </message>
  <message>
   <source>The weights published by the authors may be used with attribution and for non-commercial purposes only; ask whoever gave you others.</source>
   <translation>作者发布的权重须署名，且仅限非商业用途；其他权重请询问提供者。</translation>
  </message>
  <message>
   <source>Torchscript</source>
   <translation>TorchScript</translation>
  </message>
  <message>
   <source>Trained by Inpaint Studio on photographs of a research collection (Labeled Faces in the Wild); see README.md beside the weights.</source>
   <translation>由 Inpaint Studio 使用研究数据集（Labeled Faces in the Wild）的照片训练；参见权重旁的 README.md。</translation>
  </message>
  <message>
   <source>Trained by Inpaint Studio, partly on photographs of research collections (LFW, PASCAL VOC, ImageNet samples and others); see README.md beside the weights.</source>
   <translation>由 Inpaint Studio 训练，部分使用研究用图集的照片（LFW、PASCAL VOC、ImageNet 样本等）；详见权重旁的 README.md。</translation>
  </message>
  <message>
   <source>Vgg</source>
   <translation>VGG</translation>
  </message>
  <message>
   <source>a look at where the field began; small, roundish holes</source>
   <translation>了解该领域的起点；小而近圆的空洞</translation>
  </message>
  <message>
   <source>compact holes in scenes with repeated texture</source>
   <translation>纹理重复的场景中紧凑的空洞</translation>
  </message>
  <message>
   <source>faces and scenes like those it was trained on; holes up to a third of the window</source>
   <translation>与训练内容相似的人脸和场景；不超过窗口三分之一的空洞</translation>
  </message>
  <message>
   <source>faces and small pictures</source>
   <translation>人脸和小图片</translation>
  </message>
  <message>
   <source>faces, above all with large holes</source>
   <translation>人脸，尤其是空洞较大时</translation>
  </message>
  <message>
   <source>faces, whole or in part; offline from the first start</source>
   <translation>完整或部分人脸；从首次启动起即可离线使用</translation>
  </message>
  <message>
   <source>free-form holes in natural scenes, also drawn along by edges</source>
   <translation>自然场景中的任意形状空洞，也可由边缘引导</translation>
  </message>
  <message>
   <source>holes that you sketch into, free-form holes in scenes; offline from the first start</source>
   <translation>可用草图引导的空洞、场景中的任意形状空洞；从首次启动起即可离线使用</translation>
  </message>
  <message>
   <source>irregular holes: scratches, tears, lettering</source>
   <translation>不规则空洞：划痕、撕裂、文字</translation>
  </message>
  <message>
   <source>irregular holes: scratches, tears, lettering; offline from the first start</source>
   <translation>不规则空洞：划痕、撕裂、文字；从首次启动起即可离线使用</translation>
  </message>
  <message>
   <source>large holes where many things may have been; faces, facades, scenes</source>
   <translation>可能有多种内容的大空洞；人脸、建筑立面、场景</translation>
  </message>
  <message>
   <source>large holes, repeated structures such as fences, facades and nets</source>
   <translation>大空洞，以及栅栏、立面、网格等重复结构</translation>
  </message>
  <message>
   <source>large, connected holes in faces and facades</source>
   <translation>人脸和立面中连成一片的大空洞</translation>
  </message>
  <message>
   <source>medium holes in faces, facades and scenes like those it was trained on</source>
   <translation>与训练内容相似的人脸、立面和场景中的中等空洞</translation>
  </message>
  <message>
   <source>most holes: scenes, faces, old photographs; outlines that you draw</source>
   <translation>大多数空洞：风景、人脸、老照片；您画出的轮廓</translation>
  </message>
  <message>
   <source>objects before clear lines and plain textures; small to middling holes</source>
   <translation>清晰线条和简单纹理前的物体；中小空洞</translation>
  </message>
  <message>
   <source>objects in street and nature scenes; quick previews</source>
   <translation>街景和自然场景中的物体；快速预览</translation>
  </message>
  <message>
   <source>objects on grass, stone, foliage, sky; scratches and tears; any size</source>
   <translation>草地、石头、树叶、天空上的物体；划痕和撕裂；任意大小</translation>
  </message>
  <message>
   <source>several suggestions for one hole; offline from the first start</source>
   <translation>为一个空洞提供多种建议；从首次启动起即可离线使用</translation>
  </message>
  <message>
   <source>soft fills that want grain, foliage, stone or cloth; takes minutes, not seconds</source>
   <translation>缺少颗粒感的柔和填充，树叶、石头或布料；需要几分钟而不是几秒</translation>
  </message>
  <message>
   <source>structure that you want to guide: outlines, windows, faces</source>
   <translation>需要您引导的结构：轮廓、窗户、人脸</translation>
  </message>
  <message>
   <source>thin damage, outlines that you draw or correct, faces; offline from the first start</source>
   <translation>细小损伤、您绘制或修正的轮廓、人脸；首次启动即可离线使用</translation>
  </message>
  <message>
   <source>thin scratches across smooth areas</source>
   <translation>平滑区域上的细划痕</translation>
  </message>
  <message>
   <source>thin scratches and specks</source>
   <translation>细划痕和斑点</translation>
  </message>
 </context>
 <context>
  <name>Choice</name>
  <message>
   <source>Automatic</source>
   <translation>自动</translation>
  </message>
  <message>
   <source>Automatic: {model}, for {what}</source>
   <translation>自动：{model}，适合{what}</translation>
  </message>
  <message>
   <source>Automatic: {model}, for {what} and your edges</source>
   <translation>自动：{model}，适合{what}并遵循您的边缘</translation>
  </message>
  <message>
   <source>a face</source>
   <translation>人脸</translation>
  </message>
  <message>
   <source>a large hole</source>
   <translation>大空洞</translation>
  </message>
  <message>
   <source>a photograph of one tone</source>
   <translation>单色照片</translation>
  </message>
  <message>
   <source>lines</source>
   <translation>线条</translation>
  </message>
  <message>
   <source>texture</source>
   <translation>纹理</translation>
  </message>
  <message>
   <source>thin damage</source>
   <translation>细小损伤</translation>
  </message>
 </context>
 <context>
  <name>Closing</name>
  <message>
   <source>Still at work</source>
   <translation>仍在工作</translation>
  </message>
  <message>
   <source>{title} is not done. Cancel it and close?</source>
   <translation>{title} 尚未完成。取消并关闭吗？</translation>
  </message>
 </context>
 <context>
  <name>ComparisonWindow</name>
  <message>
   <source>Band</source>
   <translation>带宽</translation>
  </message>
  <message>
   <source>Compare edges</source>
   <translation>比较边缘</translation>
  </message>
  <message>
   <source>Compare with a known original…</source>
   <translation>与已知原图比较…</translation>
  </message>
  <message>
   <source>Difference: blue is new, red is gone</source>
   <translation>差异：蓝色为新增，红色为消失</translation>
  </message>
  <message>
   <source>Edges of the restored photo</source>
   <translation>修复后照片的边缘</translation>
  </message>
  <message>
   <source>Inside the hole: </source>
   <translation>空洞内：</translation>
  </message>
  <message>
   <source>Its edges</source>
   <translation>其边缘</translation>
  </message>
  <message>
   <source>Known band around the hole: </source>
   <translation>空洞周围的已知带：</translation>
  </message>
  <message>
   <source>Known original</source>
   <translation>已知原图</translation>
  </message>
  <message>
   <source>Opening {name}</source>
   <translation>正在打开 {name}</translation>
  </message>
  <message>
   <source>Original</source>
   <translation>原图</translation>
  </message>
  <message>
   <source>Paint a hole to have its surroundings judged.</source>
   <translation>涂抹一处空洞，即可评估其周围。</translation>
  </message>
  <message>
   <source>Photos</source>
   <translation>照片</translation>
  </message>
  <message>
   <source>The undamaged original</source>
   <translation>未受损的原图</translation>
  </message>
  <message>
   <source>Width of the known band around the hole in which edges are judged.</source>
   <translation>评估边缘的空洞周围已知带的宽度。</translation>
  </message>
  <message>
   <source>precision {precision}, recall {recall}</source>
   <translation>精确率 {precision}，召回率 {recall}</translation>
  </message>
 </context>
 <context>
  <name>DamageFinder</name>
  <message>
   <source>Finding damage</source>
   <translation>正在查找损伤</translation>
  </message>
  <message>
   <source>Finding more</source>
   <translation>正在查找更多</translation>
  </message>
  <message>
   <source>No damage was found; paint over what you see.</source>
   <translation>没有发现损坏;请涂抹您看到的损坏处。</translation>
  </message>
  <message>
   <source>Paint over one crack first, or rub out one false mark.</source>
   <translation>请先涂抹一条裂纹,或擦除一处误标。</translation>
  </message>
 </context>
 <context>
  <name>EdgesPanel</name>
  <message>
   <source>Clear yours</source>
   <translation>清除您的</translation>
  </message>
  <message>
   <source>Colour</source>
   <translation>颜色</translation>
  </message>
  <message>
   <source>Colour of these edges</source>
   <translation>这些边缘的颜色</translation>
  </message>
  <message>
   <source>Colour of {what}</source>
   <translation>{what} 的颜色</translation>
  </message>
  <message>
   <source>Compare…</source>
   <translation>比较…</translation>
  </message>
  <message>
   <source>How they are found</source>
   <translation>如何检测</translation>
  </message>
  <message>
   <source>It predicts no edges. Draw one, and a model is chosen that follows it; or choose one that predicts them, such as EdgeConnect.</source>
   <translation>它不预测边缘。画出一条边缘，就会选用遵循它的模型；或者选择能预测边缘的模型，例如 EdgeConnect。</translation>
  </message>
  <message>
   <source>Paint a hole, and a model is chosen for it. Where that one predicts edges, they appear; correct them with the edge pencil and the edge eraser.</source>
   <translation>涂抹一处空洞，就会为它选择模型。若该模型能预测边缘，边缘就会显示出来；用边缘铅笔和边缘橡皮修正。</translation>
  </message>
  <message>
   <source>Paint a hole, and its edges appear. Correct them with the edge pencil and the edge eraser; the fill follows.</source>
   <translation>涂抹一处空洞，其边缘就会显示出来。用边缘铅笔和边缘橡皮修正，填充会随之更新。</translation>
  </message>
  <message>
   <source>Predict and fill while painting</source>
   <translation>涂抹时预测并填充</translation>
  </message>
  <message>
   <source>This model predicts no edges. Choose one that does, such as EdgeConnect, to see and correct them.</source>
   <translation>此模型不预测边缘。请选择会预测的模型（如 EdgeConnect）来查看和修正边缘。</translation>
  </message>
  <message>
   <source>While you paint, {model} shows the edges and a first fill; correct them with the edge pencil and the edge eraser. Restore fills with the model chosen.</source>
   <translation>涂抹时由“{model}”显示边缘和初步填充；用边缘铅笔和边缘橡皮改正它们。按“修复”时由所选的模型填充。</translation>
  </message>
  <message>
   <source>{model} predicts no edges, but follows yours: draw some with the edge pencil, and the fill follows.</source>
   <translation>{model} 不预测边缘，但会遵循您画的边缘：用边缘铅笔画出来，填充会随之更新。</translation>
  </message>
 </context>
 <context>
  <name>Edits</name>
  <message>
   <source>Back to the original</source>
   <translation>恢复原图</translation>
  </message>
  <message>
   <source>Brush</source>
   <translation>画笔</translation>
  </message>
  <message>
   <source>Clear edges</source>
   <translation>清除边缘</translation>
  </message>
  <message>
   <source>Clear mask</source>
   <translation>清除蒙版</translation>
  </message>
  <message>
   <source>Edge curve</source>
   <translation>边缘曲线</translation>
  </message>
  <message>
   <source>Edge eraser</source>
   <translation>边缘橡皮</translation>
  </message>
  <message>
   <source>Edge line</source>
   <translation>边缘直线</translation>
  </message>
  <message>
   <source>Edge pencil</source>
   <translation>边缘铅笔</translation>
  </message>
  <message>
   <source>Ellipse</source>
   <translation>椭圆</translation>
  </message>
  <message>
   <source>Eraser</source>
   <translation>橡皮</translation>
  </message>
  <message>
   <source>Fade</source>
   <translation>淡化</translation>
  </message>
  <message>
   <source>Fill enclosed</source>
   <translation>填满包围区域</translation>
  </message>
  <message>
   <source>Find damage</source>
   <translation>查找损伤</translation>
  </message>
  <message>
   <source>Grow</source>
   <translation>扩大</translation>
  </message>
  <message>
   <source>Import mask</source>
   <translation>导入蒙版</translation>
  </message>
  <message>
   <source>Invert</source>
   <translation>反选</translation>
  </message>
  <message>
   <source>Lasso</source>
   <translation>套索</translation>
  </message>
  <message>
   <source>Magic wand</source>
   <translation>魔棒</translation>
  </message>
  <message>
   <source>Object</source>
   <translation>对象</translation>
  </message>
  <message>
   <source>Polygon</source>
   <translation>多边形</translation>
  </message>
  <message>
   <source>Rectangle</source>
   <translation>矩形</translation>
  </message>
  <message>
   <source>Red eye</source>
   <translation>红眼</translation>
  </message>
  <message>
   <source>Restore</source>
   <translation>修复</translation>
  </message>
  <message>
   <source>Select what was filled</source>
   <translation>选取已填充的部分</translation>
  </message>
  <message>
   <source>Shrink</source>
   <translation>缩小</translation>
  </message>
  <message>
   <source>Spot heal</source>
   <translation>污点修复</translation>
  </message>
  <message>
   <source>Straight line</source>
   <translation>直线</translation>
  </message>
 </context>
 <context>
  <name>ExportDialog</name>
  <message>
   <source>16 bit</source>
   <translation>16 位</translation>
  </message>
  <message>
   <source>8 bit</source>
   <translation>8 位</translation>
  </message>
  <message>
   <source>Choose…</source>
   <translation>选择…</translation>
  </message>
  <message>
   <source>Depth</source>
   <translation>位深</translation>
  </message>
  <message>
   <source>Export</source>
   <translation>导出</translation>
  </message>
  <message>
   <source>File</source>
   <translation>文件</translation>
  </message>
  <message>
   <source>Format</source>
   <translation>格式</translation>
  </message>
  <message>
   <source>Photos</source>
   <translation>照片</translation>
  </message>
  <message>
   <source>Quality</source>
   <translation>质量</translation>
  </message>
  <message>
   <source>as the photo</source>
   <translation>与照片相同</translation>
  </message>
  <message>
   <source>{format} has no transparency.</source>
   <translation>{format} 没有透明度。</translation>
  </message>
  <message>
   <source>{format} holds 8 bits only.</source>
   <translation>{format} 只能保存 8 位。</translation>
  </message>
 </context>
 <context>
  <name>Filing</name>
  <message>
   <source>All files</source>
   <translation>所有文件</translation>
  </message>
  <message>
   <source>Copying</source>
   <translation>正在复制</translation>
  </message>
  <message>
   <source>Open a photo</source>
   <translation>打开照片</translation>
  </message>
  <message>
   <source>Opening {name}</source>
   <translation>正在打开 {name}</translation>
  </message>
  <message>
   <source>Pasting</source>
   <translation>正在粘贴</translation>
  </message>
  <message>
   <source>Photos</source>
   <translation>照片</translation>
  </message>
  <message>
   <source>Photos and projects</source>
   <translation>照片和项目</translation>
  </message>
  <message>
   <source>Save the photo</source>
   <translation>保存照片</translation>
  </message>
  <message>
   <source>Saved as {name}.</source>
   <translation>已保存为 {name}。</translation>
  </message>
  <message>
   <source>Saving {name}</source>
   <translation>正在保存 {name}</translation>
  </message>
  <message>
   <source>The clipboard holds no picture.</source>
   <translation>剪贴板中没有图片。</translation>
  </message>
  <message>
   <source>The fill that was shown is part of it now.</source>
   <translation>当时显示的填充结果已包含在内。</translation>
  </message>
  <message>
   <source>The photo is on the clipboard.</source>
   <translation>照片已复制到剪贴板。</translation>
  </message>
  <message>
   <source>Unsaved changes</source>
   <translation>未保存的更改</translation>
  </message>
  <message>
   <source>Untitled</source>
   <translation>未命名</translation>
  </message>
  <message>
   <source>Write over it</source>
   <translation>覆盖</translation>
  </message>
  <message>
   <source>Write over it?</source>
   <translation>要覆盖吗？</translation>
  </message>
  <message>
   <source>restored.png</source>
   <translation>restored.png</translation>
  </message>
  <message>
   <source>{name} has changes that are not saved.</source>
   <translation>{name} 有尚未保存的更改。</translation>
  </message>
  <message>
   <source>{name} is the original photo. Writing over it cannot be undone.</source>
   <translation>{name} 是原始照片。覆盖后无法恢复。</translation>
  </message>
  <message>
   <source>{name} is the photo itself; choose another name.</source>
   <translation>{name} 就是照片本身；请另取名称。</translation>
  </message>
  <message>
   <source>{name} is there already. Write over it?</source>
   <translation>{name} 已存在。要覆盖吗？</translation>
  </message>
  <message>
   <source>{name} was changed by another window or program since it was opened or saved here. Writing over it loses those changes.</source>
   <translation>{name} 在此处打开或保存之后，已被另一个窗口或程序更改。覆盖它会丢失那些更改。</translation>
  </message>
 </context>
 <context>
  <name>FindDamage</name>
  <message>
   <source>Add to mask</source>
   <translation>添加到蒙版</translation>
  </message>
  <message>
   <source>Add what is proposed to the mask, as one step</source>
   <translation>把建议的区域作为一步添加到蒙版</translation>
  </message>
  <message>
   <source>Give the proposal up (Esc)</source>
   <translation>放弃建议（Esc）</translation>
  </message>
  <message>
   <source>Looking…</source>
   <translation>正在查找…</translation>
  </message>
  <message>
   <source>More finds fainter marks; the proposal follows at once.</source>
   <translation>越高越能找到微弱的痕迹；建议会立即更新。</translation>
  </message>
  <message>
   <source>Nothing found; more sensitivity or other kinds may help.</source>
   <translation>未找到；提高灵敏度或选择其他种类可能有帮助。</translation>
  </message>
  <message>
   <source>Reject</source>
   <translation>放弃</translation>
  </message>
  <message>
   <source>Sensitivity</source>
   <translation>灵敏度</translation>
  </message>
  <message>
   <source>What is found is only proposed, until you add it to the mask.</source>
   <translation>找到的区域只是建议，添加到蒙版之后才生效。</translation>
  </message>
  <message>
   <source>{share} of the photo is proposed.</source>
   <translation>建议区域占照片的 {share}。</translation>
  </message>
 </context>
 <context>
  <name>HistoryPanel</name>
  <message>
   <source>History</source>
   <translation>历史</translation>
  </message>
  <message>
   <source>How much of the last result is seen; below 100 % what was there shows through.</source>
   <translation>最近结果的可见程度；低于 100 % 时原来的内容会透出来。</translation>
  </message>
  <message>
   <source>Opacity</source>
   <translation>不透明度</translation>
  </message>
  <message>
   <source>Opened</source>
   <translation>打开</translation>
  </message>
  <message>
   <source>Undo holds {mib} MiB.</source>
   <translation>撤销占用 {mib} MiB。</translation>
  </message>
 </context>
 <context>
  <name>ImportDialog</name>
  <message>
   <source>Choose…</source>
   <translation>选择…</translation>
  </message>
  <message>
   <source>Import</source>
   <translation>导入</translation>
  </message>
  <message>
   <source>Import {family}</source>
   <translation>导入 {family}</translation>
  </message>
  <message>
   <source>Licence of the published weights: </source>
   <translation>已发布权重的许可：</translation>
  </message>
  <message>
   <source>Name</source>
   <translation>名称</translation>
  </message>
  <message>
   <source>Weights</source>
   <translation>权重</translation>
  </message>
  <message>
   <source>{role} weights</source>
   <translation>{role} 权重</translation>
  </message>
 </context>
 <context>
  <name>Kinds</name>
  <message>
   <source>A camera's glowing digits in a corner</source>
   <translation>相机印在角落的发光数字</translation>
  </message>
  <message>
   <source>Captions, overlaid names, handwriting</source>
   <translation>说明文字、叠加的名称、手写</translation>
  </message>
  <message>
   <source>Cracks, creases, folds, missing corners and edges</source>
   <translation>裂纹、皱痕、折痕、缺失的角和边</translation>
  </message>
  <message>
   <source>Date</source>
   <translation>日期</translation>
  </message>
  <message>
   <source>Dust</source>
   <translation>灰尘</translation>
  </message>
  <message>
   <source>Fine and broad scratches, lines along the film</source>
   <translation>粗细划痕、沿胶片的线条</translation>
  </message>
  <message>
   <source>Scratches</source>
   <translation>划痕</translation>
  </message>
  <message>
   <source>Specks, lint and hairs</source>
   <translation>斑点、绒毛和毛发</translation>
  </message>
  <message>
   <source>Stains</source>
   <translation>污渍</translation>
  </message>
  <message>
   <source>Tears</source>
   <translation>撕裂</translation>
  </message>
  <message>
   <source>Text</source>
   <translation>文字</translation>
  </message>
  <message>
   <source>Water stains, mould, tape</source>
   <translation>水渍、霉斑、胶带</translation>
  </message>
 </context>
 <context>
  <name>MainWindow</name>
  <message>
   <source>Cancelled; nothing was changed.</source>
   <translation>已取消；没有任何更改。</translation>
  </message>
  <message>
   <source>Edges</source>
   <translation>边缘</translation>
  </message>
  <message>
   <source>History</source>
   <translation>历史</translation>
  </message>
  <message>
   <source>Manual &amp;pages</source>
   <translation>手册页面(&amp;P)</translation>
  </message>
  <message>
   <source>Mask</source>
   <translation>蒙版</translation>
  </message>
  <message>
   <source>Model</source>
   <translation>模型</translation>
  </message>
  <message>
   <source>Open &amp;recent</source>
   <translation>最近打开(&amp;R)</translation>
  </message>
 </context>
 <context>
  <name>Manual</name>
  <message>
   <source>en</source>
   <translation>zh_CN</translation>
  </message>
 </context>
 <context>
  <name>ManualWindow</name>
  <message>
   <source>Back</source>
   <translation>后退</translation>
  </message>
  <message>
   <source>Forward</source>
   <translation>前进</translation>
  </message>
  <message>
   <source>Manual</source>
   <translation>手册</translation>
  </message>
  <message>
   <source>Page</source>
   <translation>页面内容</translation>
  </message>
  <message>
   <source>Pages</source>
   <translation>页面</translation>
  </message>
 </context>
 <context>
  <name>MaskFiles</name>
  <message>
   <source>Export the mask</source>
   <translation>导出蒙版</translation>
  </message>
  <message>
   <source>Import a mask</source>
   <translation>导入蒙版</translation>
  </message>
  <message>
   <source>Masks</source>
   <translation>蒙版</translation>
  </message>
  <message>
   <source>PNG mask</source>
   <translation>PNG 蒙版</translation>
  </message>
  <message>
   <source>Reading {name}</source>
   <translation>正在读取 {name}</translation>
  </message>
  <message>
   <source>Saving {name}</source>
   <translation>正在保存 {name}</translation>
  </message>
  <message>
   <source>The mask is saved as {name}.</source>
   <translation>蒙版已保存为 {name}。</translation>
  </message>
 </context>
 <context>
  <name>MaskPanel</name>
  <message>
   <source>By</source>
   <translation>幅度</translation>
  </message>
  <message>
   <source>Colour of the mask</source>
   <translation>蒙版颜色</translation>
  </message>
  <message>
   <source>Hidden</source>
   <translation>隐藏</translation>
  </message>
  <message>
   <source>How far Grow and Shrink go.</source>
   <translation>“扩大”和“缩小”的幅度。</translation>
  </message>
  <message>
   <source>No photo is open.</source>
   <translation>没有打开照片。</translation>
  </message>
  <message>
   <source>Nothing is marked yet.</source>
   <translation>尚未标记任何区域。</translation>
  </message>
  <message>
   <source>Opacity</source>
   <translation>不透明度</translation>
  </message>
  <message>
   <source>Outline</source>
   <translation>轮廓</translation>
  </message>
  <message>
   <source>Overlay</source>
   <translation>叠加</translation>
  </message>
  <message>
   <source>Shown as</source>
   <translation>显示为</translation>
  </message>
  <message>
   <source>The whole mask</source>
   <translation>整个蒙版</translation>
  </message>
  <message>
   <source>{share} of the photo is to be restored.</source>
   <translation>照片的 {share} 待修复。</translation>
  </message>
 </context>
 <context>
  <name>MeasureDialog</name>
  <message>
   <source>About {seconds} s, by what these models took before.</source>
   <translation>约需 {seconds} 秒（按这些模型以往的用时）。</translation>
  </message>
  <message>
   <source>Best on this photo: {model}.</source>
   <translation>在此照片上最佳：{model}。</translation>
  </message>
  <message>
   <source>Holes of the same shape as yours are cut from the known area, where the truth is known. The model with the best mean place in PSNR, SSIM and L1 is first.</source>
   <translation>从已知区域中切出与您的空洞形状相同的空洞，其真实内容是已知的。PSNR、SSIM 和 L1 平均名次最好的模型排在首位。</translation>
  </message>
  <message>
   <source>Keep what has been measured so far.</source>
   <translation>保留目前已测得的结果。</translation>
  </message>
  <message>
   <source>Measure on this photo</source>
   <translation>在此照片上测评</translation>
  </message>
  <message>
   <source>Measuring</source>
   <translation>正在测评</translation>
  </message>
  <message>
   <source>Model</source>
   <translation>模型</translation>
  </message>
  <message>
   <source>Progress</source>
   <translation>进度</translation>
  </message>
  <message>
   <source>Ranking</source>
   <translation>排名</translation>
  </message>
  <message>
   <source>Skip this model</source>
   <translation>跳过此模型</translation>
  </message>
  <message>
   <source>Stop here</source>
   <translation>到此为止</translation>
  </message>
  <message>
   <source>Time</source>
   <translation>用时</translation>
  </message>
  <message>
   <source>Use the best</source>
   <translation>使用最佳模型</translation>
  </message>
  <message>
   <source>skipped</source>
   <translation>已跳过</translation>
  </message>
 </context>
 <context>
  <name>MessageBar</name>
  <message>
   <source>Close</source>
   <translation>关闭</translation>
  </message>
 </context>
 <context>
  <name>Messages</name>
  <message>
   <source>, </source>
   <translation>, </translation>
  </message>
  <message>
   <source>--data is missing; name a folder of photographs, or use --smoke.</source>
   <translation>缺少 --data；请指定照片文件夹，或使用 --smoke。</translation>
  </message>
  <message>
   <source>--device is cuda, but there is none here; use cpu.</source>
   <translation>--device 是 cuda，但这里没有；请用 cpu。</translation>
  </message>
  <message>
   <source>--device is {name!r}; use auto, cpu or cuda.</source>
   <translation>--device 是 {name!r}；请用 auto、cpu 或 cuda。</translation>
  </message>
  <message>
   <source>--invert-mask is for masks and colours; leave it out with --detect.</source>
   <translation>--invert-mask 用于蒙版和颜色；与 --detect 一起时请去掉。</translation>
  </message>
  <message>
   <source>--kind is {kind}; give one, text or date.</source>
   <translation>--kind 是 {kind}；请给出 text 或 date 中的一个。</translation>
  </message>
  <message>
   <source>--like is for --detect; name what to look for.</source>
   <translation>--like 用于 --detect；请指明要寻找什么。</translation>
  </message>
  <message>
   <source>--like teaches the network; leave out --method filters.</source>
   <translation>--like 用来教网络；请去掉 --method filters。</translation>
  </message>
  <message>
   <source>--limit is {limit}; use 1 or more.</source>
   <translation>--limit 是 {limit}；请用 1 或更大的值。</translation>
  </message>
  <message>
   <source>--masks is missing; name the folder of masks.</source>
   <translation>缺少 --masks；请指定蒙版文件夹。</translation>
  </message>
  <message>
   <source>--save-mask takes one photo; give photos one at a time.</source>
   <translation>--save-mask 只能用于一张照片；请一次给出一张。</translation>
  </message>
  <message>
   <source>--save-{option} takes one photo; give photos one at a time.</source>
   <translation>--save-{option} 只能用于一张照片；请一次给出一张。</translation>
  </message>
  <message>
   <source>--sensitivity is for --detect; name what to look for.</source>
   <translation>--sensitivity 用于 --detect；请指明要寻找什么。</translation>
  </message>
  <message>
   <source>--sheets shows the photographs of --marked; give them.</source>
   <translation>--sheets 显示 --marked 的照片;请给出它们。</translation>
  </message>
  <message>
   <source>--stop-after is {stop_after}; use minutes from 0 up.</source>
   <translation>--stop-after 是 {stop_after}；请用不小于 0 的分钟数。</translation>
  </message>
  <message>
   <source>--threads is {threads}; use 1 or more.</source>
   <translation>--threads 是 {threads}；请用 1 或更大的值。</translation>
  </message>
  <message>
   <source>--{option} needs a family before it; or give all files without options.</source>
   <translation>--{option} 之前要有模型系列；或者不带选项给出所有文件。</translation>
  </message>
  <message>
   <source>A JPEG XL of more than 8 bits, or of colours other than sRGB, is written without loss.</source>
   <translation>超过 8 位或非 sRGB 颜色的 JPEG XL 以无损方式写入。</translation>
  </message>
  <message>
   <source>A cluster needs Ray; install it with pip install 'inpaint-studio[cluster]'.</source>
   <translation>集群需要 Ray；请用 pip install 'inpaint-studio[cluster]' 安装。</translation>
  </message>
  <message>
   <source>A distance of {reach_px} pixels was asked for; use 0 or more.</source>
   <translation>所给距离为 {reach_px} 像素；请使用 0 或更大的值。</translation>
  </message>
  <message>
   <source>A layer of the project cannot be decoded; the file is damaged.</source>
   <translation>项目的一个图层无法解码；文件已损坏。</translation>
  </message>
  <message>
   <source>A layer of the project is no PNG; the file is damaged.</source>
   <translation>项目的一个图层不是 PNG；文件已损坏。</translation>
  </message>
  <message>
   <source>A layer of the project is not what its header says; it is damaged.</source>
   <translation>项目的一个图层与其文件头不符；已损坏。</translation>
  </message>
  <message>
   <source>A layer of the project is of an unknown kind; the file is damaged.</source>
   <translation>项目的一个图层种类未知；文件已损坏。</translation>
  </message>
  <message>
   <source>A layer of the project is {header_size}, {bit_depth} bit, {channels} channels but {expected_size}, {expected_bits} bit, {expected_channels} channels was expected; the file is damaged.</source>
   <translation>项目的一个图层为 {header_size}、{bit_depth} 位、{channels} 通道，而应为 {expected_size}、{expected_bits} 位、{expected_channels} 通道；文件已损坏。</translation>
  </message>
  <message>
   <source>A mark is learnt from {least_photos} photos or more, {count} were given; for a single one give its mask.</source>
   <translation>水印需从至少 {least_photos} 张照片中学习，只给了 {count} 张；单张照片请给出其蒙版。</translation>
  </message>
  <message>
   <source>A part of the result is {pixels_shape} pixels but its box is {box_size}.</source>
   <translation>结果的一部分为 {pixels_shape} 像素，而其范围为 {box_size}。</translation>
  </message>
  <message>
   <source>A photo of {original_dtype} cannot be kept in a project; use 8 or 16 bits.</source>
   <translation>{original_dtype} 的照片无法存入项目；请使用 8 或 16 位。</translation>
  </message>
  <message>
   <source>A photo of {size} is too large; {most} pixels is most.</source>
   <translation>{size} 的照片太大；最多 {most} 像素。</translation>
  </message>
  <message>
   <source>AVIF files need a Pillow that was built with AVIF; install Pillow 11.3 or later from its own packages, or convert the photo to PNG.</source>
   <translation>AVIF 文件需要带 AVIF 支持的 Pillow；请安装官方的 Pillow 11.3 或更新版本，或将照片转换为 PNG。</translation>
  </message>
  <message>
   <source>AVIF has no place for IPTC data; it was left out.</source>
   <translation>AVIF 不能保存 IPTC 数据；已略去。</translation>
  </message>
  <message>
   <source>AVIF holds 12 bits a channel; the photo's 16 were rounded.</source>
   <translation>AVIF 每通道为 12 位；照片的 16 位已舍入。</translation>
  </message>
  <message>
   <source>Adding fine detail</source>
   <translation>正在添加细节</translation>
  </message>
  <message>
   <source>Another batch is at work on {folder} ({holder}); wait until it has ended or name another output folder.</source>
   <translation>另一个批处理正在处理 {folder}（{holder}）；请等它结束，或指定另一个输出文件夹。</translation>
  </message>
  <message>
   <source>Array {key!r} has shape {array_shape}, which does not fit {first_shape}; make all of one N, H and W.</source>
   <translation>数组 {key!r} 的形状是 {array_shape}，与 {first_shape} 不符；请使所有数组的 N、H 和 W 相同。</translation>
  </message>
  <message>
   <source>Array {key!r} is missing; {network} takes: {wanted}.</source>
   <translation>缺少数组 {key!r}；{network} 需要：{wanted}。</translation>
  </message>
  <message>
   <source>Array {key!r} is {array_dtype} {array_shape}; give float32 (N, {channels}, H, W).</source>
   <translation>数组 {key!r} 是 {array_dtype} {array_shape}；请给出 float32 (N, {channels}, H, W)。</translation>
  </message>
  <message>
   <source>BMP has no place for {upper} data; it was left out.</source>
   <translation>BMP 不能保存 {upper} 数据；已略去。</translation>
  </message>
  <message>
   <source>Behind the picture the file holds a video or further pictures; they show the old photo and are left out when it is written.</source>
   <translation>文件在图像之后还有视频或其他图像；它们显示的是旧照片，写入时会略去。</translation>
  </message>
  <message>
   <source>CMYK colours were converted to sRGB; the photo is written as RGB.</source>
   <translation>CMYK 颜色已转换为 sRGB；照片将以 RGB 写出。</translation>
  </message>
  <message>
   <source>Cancelled with {done} of {total} photos restored; {remedy} to do the rest.</source>
   <translation>已取消，{total} 张照片中已修复 {done} 张；{remedy}以完成其余照片。</translation>
  </message>
  <message>
   <source>Cancelled.</source>
   <translation>已取消。</translation>
  </message>
  <message>
   <source>Cancelled; nothing was changed.</source>
   <translation>已取消；没有任何更改。</translation>
  </message>
  <message>
   <source>Card {name} lists no {role} file; import the model again.</source>
   <translation>卡片 {name} 没有列出 {role} 文件；请重新导入模型。</translation>
  </message>
  <message>
   <source>Card {name}: tiling is {tiling}, so native_size_px is needed.</source>
   <translation>卡片 {name}：tiling 是 {tiling}，因此需要 native_size_px。</translation>
  </message>
  <message>
   <source>Card {name}: {field} is {value}; it must be from {low} to {high}.</source>
   <translation>卡片 {name}：{field} 为 {value}；必须在 {low} 到 {high} 之间。</translation>
  </message>
  <message>
   <source>Card {name}: {what} {twice!r} is listed twice.</source>
   <translation>卡片 {name}：{what} {twice!r} 列出了两次。</translation>
  </message>
  <message>
   <source>Checking {path}</source>
   <translation>正在检查 {path}</translation>
  </message>
  <message>
   <source>Choose at least one kind of damage.</source>
   <translation>请至少选择一种损伤。</translation>
  </message>
  <message>
   <source>Choose the folder of masks.</source>
   <translation>请选择蒙版文件夹。</translation>
  </message>
  <message>
   <source>Choose the folder of photographs.</source>
   <translation>请选择照片文件夹。</translation>
  </message>
  <message>
   <source>Choose the folder of results.</source>
   <translation>请选择结果文件夹。</translation>
  </message>
  <message>
   <source>Choose the mask.</source>
   <translation>请选择蒙版。</translation>
  </message>
  <message>
   <source>Chunks of the file held pictures of the old photo and were left out.</source>
   <translation>文件中有含旧照片图像的数据块，已略去。</translation>
  </message>
  <message>
   <source>Classifying holes</source>
   <translation>正在给空洞分类</translation>
  </message>
  <message>
   <source>Colour and opacity</source>
   <translation>颜色与不透明度</translation>
  </message>
  <message>
   <source>Colour tolerance {tolerance} is out of range; give 0 to 255.</source>
   <translation>颜色容差 {tolerance} 超出范围；请给 0 到 255。</translation>
  </message>
  <message>
   <source>Colour {text!r} is not understood; write #ff00ff or 255,0,255.</source>
   <translation>看不懂颜色 {text!r}；请写成 #ff00ff 或 255,0,255。</translation>
  </message>
  <message>
   <source>Copying patches</source>
   <translation>正在复制图块</translation>
  </message>
  <message>
   <source>Copying {path}</source>
   <translation>正在复制 {path}</translation>
  </message>
  <message>
   <source>Curves need matplotlib; install inpaint-studio[train].</source>
   <translation>画曲线需要 matplotlib；请安装 inpaint-studio[train]。</translation>
  </message>
  <message>
   <source>Cutting holes</source>
   <translation>正在裁出空洞</translation>
  </message>
  <message>
   <source>Dates</source>
   <translation>日期</translation>
  </message>
  <message>
   <source>Device {name!r} is unknown; use auto, cuda, mps or cpu.</source>
   <translation>未知设备 {name!r}；请使用 auto、cuda、mps 或 cpu。</translation>
  </message>
  <message>
   <source>Device {name!r} needs PyTorch, which this installation does not have; use cpu.</source>
   <translation>设备 {name!r} 需要 PyTorch，而此安装没有；请用 cpu。</translation>
  </message>
  <message>
   <source>Done</source>
   <translation>完成</translation>
  </message>
  <message>
   <source>Each photograph was judged twice: with its own mask, and with scratches of 1 to {widest_px} px drawn for it (in thin_masks). Kinds are those that auto tells apart.</source>
   <translation>每张照片评判两次：一次用它自己的蒙版，一次用为它画的 1 到 {widest_px} 像素宽的划痕（在 thin_masks 中）。种类就是 auto 所区分的那些。</translation>
  </message>
  <message>
   <source>Edges in the hole: {source}; known edges: Canny of the known area.</source>
   <translation>空洞中的边缘：{source}；已知边缘：已知区域的 Canny。</translation>
  </message>
  <message>
   <source>Entry {name!r} is larger than it can be; the file is damaged.</source>
   <translation>条目 {name!r} 大得不合理；文件已损坏。</translation>
  </message>
  <message>
   <source>FID of {count} photograph(s); it needs at least 2.</source>
   <translation>{count} 张照片的 FID；至少需要 2 张。</translation>
  </message>
  <message>
   <source>FID was not measured: no Inception weights were given.</source>
   <translation>没有测量 FID：没有给出 Inception 权重。</translation>
  </message>
  <message>
   <source>FID with the weights {inception}, sha256 {sha256}.</source>
   <translation>FID 所用权重 {inception}，sha256 {sha256}。</translation>
  </message>
  <message>
   <source>Family {family} has no checkpoints to import; choose another in the list of models.</source>
   <translation>系列 {family} 没有可导入的检查点；请在模型列表中另选一个。</translation>
  </message>
  <message>
   <source>Family {family} has no network for {role!r}; it has: {known}.</source>
   <translation>{family} 系列没有用于 {role!r} 的网络；它有：{known}。</translation>
  </message>
  <message>
   <source>Fetching {path}</source>
   <translation>正在下载 {path}</translation>
  </message>
  <message>
   <source>File name {path!r} is not a plain relative path inside the model's folder.</source>
   <translation>文件名 {path!r} 不是模型文件夹内的普通相对路径。</translation>
  </message>
  <message>
   <source>File {path}: sha256 is {sha256!r}; it must be 64 hexadecimal digits.</source>
   <translation>文件 {path}：sha256 为 {sha256!r}；必须是 64 位十六进制数字。</translation>
  </message>
  <message>
   <source>File {path}: size is {size_bytes}; it must be &gt;= 0.</source>
   <translation>文件 {path}：大小为 {size_bytes}；必须大于等于 0。</translation>
  </message>
  <message>
   <source>File {path}: {url!r} is not an https address.</source>
   <translation>文件 {path}：{url!r} 不是 https 地址。</translation>
  </message>
  <message>
   <source>Fill {filled_dtype} {filled_shape} and photo {image_dtype} {image_shape} differ; give two float32 arrays of one shape.</source>
   <translation>填充 {filled_dtype} {filled_shape} 与照片 {image_dtype} {image_shape} 不同；请给出两个形状相同的 float32 数组。</translation>
  </message>
  <message>
   <source>Filling holes</source>
   <translation>正在填充空洞</translation>
  </message>
  <message>
   <source>Filling specks and hairlines</source>
   <translation>正在修补斑点和细线</translation>
  </message>
  <message>
   <source>Filling the centre of a window</source>
   <translation>正在填充窗口中心</translation>
  </message>
  <message>
   <source>Filling with {model}</source>
   <translation>正在用 {model} 填充</translation>
  </message>
  <message>
   <source>Filters</source>
   <translation>滤波器</translation>
  </message>
  <message>
   <source>Filters cannot be taught; install the detector's weights, and PyTorch.</source>
   <translation>滤波器无法学习;请安装检测器的权重和 PyTorch。</translation>
  </message>
  <message>
   <source>Finding the holes</source>
   <translation>正在查找空洞</translation>
  </message>
  <message>
   <source>Findings hold no map; look for at least one kind of damage.</source>
   <translation>没有查找结果；请至少查找一种损伤。</translation>
  </message>
  <message>
   <source>Floating point samples were rounded to 16 bits.</source>
   <translation>浮点样本已舍入到 16 位。</translation>
  </message>
  <message>
   <source>Folder {folder} cannot be made ({reason}); choose another output.</source>
   <translation>无法创建文件夹 {folder}（{reason}）；请另选输出位置。</translation>
  </message>
  <message>
   <source>Found by filters: {error}</source>
   <translation>由滤波器找到：{error}</translation>
  </message>
  <message>
   <source>Gradients were NaN or infinite {bad_steps} steps in a row; lower schedule.learning_rate or use float32, and resume from the checkpoint.</source>
   <translation>梯度连续 {bad_steps} 步为 NaN 或无穷大；请降低 schedule.learning_rate 或使用 float32，并从检查点继续。</translation>
  </message>
  <message>
   <source>HEIC has no place for IPTC data; it was left out.</source>
   <translation>HEIC 不能保存 IPTC 数据；已略去。</translation>
  </message>
  <message>
   <source>HEIC holds 12 bits a channel; the photo's 16 were rounded.</source>
   <translation>HEIC 每通道为 12 位；照片的 16 位已舍入。</translation>
  </message>
  <message>
   <source>HEIC photos need the optional part 'heif'; install it with: pip install "inpaint-studio[heif]", or convert the photo to PNG.</source>
   <translation>HEIC 照片需要可选组件“heif”；请用以下命令安装：pip install "inpaint-studio[heif]"，或将照片转换为 PNG。</translation>
  </message>
  <message>
   <source>Hole colour {colour} is no colour; give three numbers from 0 to 255.</source>
   <translation>空洞颜色 {colour} 不是颜色；请给出三个 0 到 255 的数。</translation>
  </message>
  <message>
   <source>Holes of {least:.0%} to {most:.0%} of each photograph, {count} a photograph, judged in squares of {view:g} times their extent at full size (in {folder}).</source>
   <translation>空洞占每张照片的 {least:.0%} 到 {most:.0%}，每张照片 {count} 个，按原尺寸在其 {view:g} 倍大小的方块内评判（在 {folder} 中）。</translation>
  </message>
  <message>
   <source>Image has dtype {dtype}; use uint8, uint16 or float32 in [0, 1].</source>
   <translation>图像的数据类型是 {dtype}；请用 uint8、uint16 或 [0, 1] 内的 float32。</translation>
  </message>
  <message>
   <source>Image has shape {image_shape}; it needs at least one pixel.</source>
   <translation>图像的形状是 {image_shape}；至少要有一个像素。</translation>
  </message>
  <message>
   <source>Image has shape {shape}; give an array (height, width, 3) in RGB.</source>
   <translation>图像的形状是 {shape}；请给出 RGB 数组（高, 宽, 3）。</translation>
  </message>
  <message>
   <source>Image is {first_size} pixels; SSIM needs at least {ssim_window_px} a side.</source>
   <translation>图像为 {first_size} 像素；SSIM 要求每边至少 {ssim_window_px} 像素。</translation>
  </message>
  <message>
   <source>Image is {size} pixels; total variation needs at least 2 a side.</source>
   <translation>图像为 {size} 像素；总变差要求每边至少 2 像素。</translation>
  </message>
  <message>
   <source>Image is {width}x{height} pixels; LPIPS needs at least {smallest_px} a side.</source>
   <translation>图像为 {width}x{height} 像素；LPIPS 要求每边至少 {smallest_px} 像素。</translation>
  </message>
  <message>
   <source>In the pictures of agreement: white is an edge in both, red only in the restoration, blue only in the original, grey a known edge.</source>
   <translation>在一致性图中：白色是两者都有的边缘，红色只在修复结果中，蓝色只在原图中，灰色是已知边缘。</translation>
  </message>
  <message>
   <source>Initial levels are {initial_levels}; give 1 or more.</source>
   <translation>初始层数是 {initial_levels}；请给出 1 或更大的值。</translation>
  </message>
  <message>
   <source>Its workers died again and again.</source>
   <translation>它的工作进程一再中断。</translation>
  </message>
  <message>
   <source>JPEG XL has no place for IPTC data; it was left out.</source>
   <translation>JPEG XL 没有存放 IPTC 数据的位置，已略去。</translation>
  </message>
  <message>
   <source>Kinds of holes are judged by LPIPS; name the folder of its weights.</source>
   <translation>空洞的种类由 LPIPS 评判；请指定其权重的文件夹。</translation>
  </message>
  <message>
   <source>LPIPS ({net}) needs {wanted}, which is not there; put it there or name another folder of perceptual weights.</source>
   <translation>LPIPS（{net}）需要 {wanted}，但它不在；请把它放到那里，或指定另一个感知权重文件夹。</translation>
  </message>
  <message>
   <source>LPIPS was not measured: no folder of perceptual weights was named.</source>
   <translation>没有测量 LPIPS：没有指定感知权重文件夹。</translation>
  </message>
  <message>
   <source>Lab colours were converted to sRGB; the photo is written as RGB.</source>
   <translation>Lab 颜色已转换为 sRGB；照片按 RGB 写入。</translation>
  </message>
  <message>
   <source>Label {label} is out of range; give 0 to 65535.</source>
   <translation>标签 {label} 超出范围；请给出 0 到 65535。</translation>
  </message>
  <message>
   <source>Large holes are judged by LPIPS; name the folder of its weights.</source>
   <translation>大空洞由 LPIPS 评判；请指定其权重的文件夹。</translation>
  </message>
  <message>
   <source>Lettering</source>
   <translation>文字</translation>
  </message>
  <message>
   <source>Limit is {limit}; take at least 1 photograph.</source>
   <translation>数量上限是 {limit}；请至少取 1 张照片。</translation>
  </message>
  <message>
   <source>Loading {model}</source>
   <translation>正在载入 {model}</translation>
  </message>
  <message>
   <source>Looking at the masks</source>
   <translation>正在查看蒙版</translation>
  </message>
  <message>
   <source>Looking for damage</source>
   <translation>正在查找损伤</translation>
  </message>
  <message>
   <source>Maps of one photo differ in size: {sizes}.</source>
   <translation>同一照片的图大小不一：{sizes}。</translation>
  </message>
  <message>
   <source>Marks cannot grow by {grow} px; give 0 to 200.</source>
   <translation>痕迹不能扩大 {grow} 像素；请给出 0 到 200。</translation>
  </message>
  <message>
   <source>Mask has shape {mask_shape}; it needs at least one pixel.</source>
   <translation>蒙版的形状为 {mask_shape}；至少需要一个像素。</translation>
  </message>
  <message>
   <source>Mask is {kind}; give a bool array (height, width), True = hole.</source>
   <translation>蒙版是 {kind}；请给出布尔数组（高, 宽），True 表示空洞。</translation>
  </message>
  <message>
   <source>Mask is {mask_dtype} {mask_shape}; give a bool array (height, width), True = hole.</source>
   <translation>蒙版为 {mask_dtype} {mask_shape}；请给布尔数组（高，宽），True 为空洞。</translation>
  </message>
  <message>
   <source>Mask threshold {threshold} is out of range; give 1 to 255.</source>
   <translation>蒙版阈值 {threshold} 超出范围；请给 1 到 255。</translation>
  </message>
  <message>
   <source>Masks of {former} and {photo} would both be {target}; use two folders.</source>
   <translation>{former} 和 {photo} 的蒙版都会成为 {target}；请用两个文件夹。</translation>
  </message>
  <message>
   <source>Measured {kind}: LPIPS {lpips} of {photographs} photographs; they must be at least 0 and 1.</source>
   <translation>测得的 {kind}：LPIPS {lpips}，照片 {photographs} 张；它们至少要是 0 和 1。</translation>
  </message>
  <message>
   <source>Memory ran out on {kind}; went on on the CPU.</source>
   <translation>{kind} 上内存不足；已改用 CPU 继续。</translation>
  </message>
  <message>
   <source>Memory ran out on {kind}; went on with windows of {window_px} px.</source>
   <translation>{kind} 上内存不足；已改用 {window_px} 像素的窗口继续。</translation>
  </message>
  <message>
   <source>Memory ran out; close other programs or work on a smaller photo.</source>
   <translation>内存不足；请关闭其他程序或使用较小的照片。</translation>
  </message>
  <message>
   <source>Model name {name!r} cannot be used; take up to 64 lower-case letters, digits, '.', '_' and '-', beginning and ending with a letter or digit.</source>
   <translation>模型名 {name!r} 不能使用；至多用 64 个小写字母、数字、“.”、“_”和“-”，并以字母或数字开头和结尾。</translation>
  </message>
  <message>
   <source>Model {chosen} goes on from another's fill itself; choose another content.</source>
   <translation>模型 {chosen} 本身就以另一模型的填充为基础；请选择其他内容。</translation>
  </message>
  <message>
   <source>Model {model} brings a TorchScript program that is not the published one, and it is not run; {remedy} to have the published one.</source>
   <translation>模型 {model} 带有并非官方发布的 TorchScript 程序，因此不会运行；请{remedy}以得到官方发布的版本。</translation>
  </message>
  <message>
   <source>Model {model} could not be loaded ({error}); {remedy}, and install it again.</source>
   <translation>无法加载模型 {model}（{error}）；请{remedy}，并重新安装。</translation>
  </message>
  <message>
   <source>Model {model} does not fit into memory even in windows of {window_px} px; close other programs or choose a smaller model.</source>
   <translation>即使用 {window_px} 像素的窗口，内存也容不下模型 {model}；请关闭其他程序或选择较小的模型。</translation>
  </message>
  <message>
   <source>Model {model} has no VGG features here; {remedy}.</source>
   <translation>模型 {model} 在这里没有 VGG 特征；请{remedy}。</translation>
  </message>
  <message>
   <source>Model {model} has no weights here; {remedy}.</source>
   <translation>模型 {model} 在这里没有权重；请{remedy}。</translation>
  </message>
  <message>
   <source>Model {model} shows no attention to save; use a deepfill model.</source>
   <translation>模型 {model} 没有可保存的注意力；请用 deepfill 模型。</translation>
  </message>
  <message>
   <source>Model {model} shows no edges to save; use an edgeconnect model.</source>
   <translation>模型 {model} 没有可保存的边缘；请用 edgeconnect 模型。</translation>
  </message>
  <message>
   <source>Model {name} cannot be downloaded; these can: {offered}.</source>
   <translation>模型 {name} 无法下载；可下载的有：{offered}。</translation>
  </message>
  <message>
   <source>Model {name} cannot be downloaded; {note}</source>
   <translation>模型 {name} 无法下载；{note}</translation>
  </message>
  <message>
   <source>Model {name} cannot be used: {note}</source>
   <translation>模型 {name} 无法使用：{note}</translation>
  </message>
  <message>
   <source>Model {name} follows no edges and so does not depend on sigma; leave it out.</source>
   <translation>模型 {name} 不依循边缘，因此与 sigma 无关；请去掉它。</translation>
  </message>
  <message>
   <source>Model {name} has no option {option!r}; it has: {known}.</source>
   <translation>模型 {name} 没有选项 {option!r}；它有：{known}。</translation>
  </message>
  <message>
   <source>Model {name} has no weights to export.</source>
   <translation>模型 {name} 没有可导出的权重。</translation>
  </message>
  <message>
   <source>Model {name} is not installed: {note}</source>
   <translation>模型 {name} 未安装：{note}</translation>
  </message>
  <message>
   <source>Model {name} is {origin} and cannot be removed; only installed and imported models can.</source>
   <translation>模型 {name} 为 {origin}，无法移除；只能移除已安装和已导入的模型。</translation>
  </message>
  <message>
   <source>Model {name} needs PyTorch, which this installation does not have; install the package 'torch' or choose another model.</source>
   <translation>模型 {name} 需要 PyTorch，而此安装没有；请安装 torch 包或另选模型。</translation>
  </message>
  <message>
   <source>Model {name} predicts no edges and so does not depend on sigma; leave it out, or {remedy}.</source>
   <translation>模型 {name} 不预测边缘，因此与 sigma 无关；请去掉它，或{remedy}。</translation>
  </message>
  <message>
   <source>No Apple GPU is usable by torch here; {remedy}.</source>
   <translation>torch 在这里用不了 Apple GPU；请{remedy}。</translation>
  </message>
  <message>
   <source>No Canny sigma is given; name some, such as 1,2,3.</source>
   <translation>没有给出 Canny sigma；请给出几个，例如 1,2,3。</translation>
  </message>
  <message>
   <source>No installed model follows edges; import one, such as EdgeConnect.</source>
   <translation>已安装的模型都不依循边缘；请导入一个，例如 EdgeConnect。</translation>
  </message>
  <message>
   <source>No installed model predicts edges; import one, such as EdgeConnect.</source>
   <translation>已安装的模型都不预测边缘；请导入一个，例如 EdgeConnect。</translation>
  </message>
  <message>
   <source>No kind of damage is asked for; name at least one.</source>
   <translation>没有指定损伤种类；请至少指定一种。</translation>
  </message>
  <message>
   <source>No kind of damage is named; choose from {choices}, or all.</source>
   <translation>没有指定损伤种类；请从 {choices} 中选择，或选择 all。</translation>
  </message>
  <message>
   <source>No machine of the cluster at {cluster!r} can work. {reasons}</source>
   <translation>集群 {cluster!r} 中没有机器可以工作。{reasons}</translation>
  </message>
  <message>
   <source>No mask file in {named}; name folders of PNG masks in holes.folders.</source>
   <translation>{named} 中没有蒙版文件；请在 holes.folders 中指定 PNG 蒙版的文件夹。</translation>
  </message>
  <message>
   <source>No patch of {patch_px} pixels is wholly known; mask less or take smaller patches.</source>
   <translation>没有一个 {patch_px} 像素的图块完全已知；请少遮一些或用更小的图块。</translation>
  </message>
  <message>
   <source>No photo lies in {folders}; --recursive looks into subfolders.</source>
   <translation>{folders} 中没有照片；--recursive 会查看子文件夹。</translation>
  </message>
  <message>
   <source>No photograph is left to judge: every mask is empty or covers all.</source>
   <translation>没有可评判的照片：所有蒙版都为空或覆盖全部。</translation>
  </message>
  <message>
   <source>No photograph to draw on is left; dates are drawn on coloured ones.</source>
   <translation>没有可以绘制的照片；日期画在彩色照片上。</translation>
  </message>
  <message>
   <source>Nobody is here to accept the licence of {model}; add --yes to accept it.</source>
   <translation>这里没有人接受 {model} 的许可；请加上 --yes 以接受。</translation>
  </message>
  <message>
   <source>None of the {count} photos in {where} has a mask; for {photo} it would be called {mask}.</source>
   <translation>{where} 中的 {count} 张照片都没有蒙版；{photo} 的蒙版应叫作 {mask}。</translation>
  </message>
  <message>
   <source>Not measured: {error}</source>
   <translation>未测量：{error}</translation>
  </message>
  <message>
   <source>Nothing is marked; paint a hole first.</source>
   <translation>没有标记任何区域；请先涂出空洞。</translation>
  </message>
  <message>
   <source>Nothing was painted; paint over one crack, or rub out a false mark.</source>
   <translation>没有涂抹任何内容;请涂抹一条裂纹,或擦除一处误标。</translation>
  </message>
  <message>
   <source>Offsets are {offsets_dtype} {offsets_shape}; give float32 (height, width, 2).</source>
   <translation>偏移为 {offsets_dtype} {offsets_shape}；请给 float32（高，宽，2）。</translation>
  </message>
  <message>
   <source>Option {name} is {value!r}; name a model, or auto.</source>
   <translation>选项 {name} 是 {value!r}；请指定模型，或 auto。</translation>
  </message>
  <message>
   <source>Option {name} is {value!r}; use a finite number.</source>
   <translation>选项 {name} 是 {value!r}；请用有限的数。</translation>
  </message>
  <message>
   <source>Option {name} is {value!r}; use a number.</source>
   <translation>选项 {name} 是 {value!r}；请用数。</translation>
  </message>
  <message>
   <source>Option {name} is {value!r}; use a whole number.</source>
   <translation>选项 {name} 是 {value!r}；请用整数。</translation>
  </message>
  <message>
   <source>Option {name} is {value!r}; use true or false.</source>
   <translation>选项 {name} 是 {value!r}；请用 true 或 false。</translation>
  </message>
  <message>
   <source>Option {name} is {value}; use a value from {low} to {high}.</source>
   <translation>选项 {name} 是 {value}；请用 {low} 到 {high} 的值。</translation>
  </message>
  <message>
   <source>Option {text!r} is not understood; write NAME=VALUE.</source>
   <translation>看不懂选项 {text!r}；请写成 NAME=VALUE。</translation>
  </message>
  <message>
   <source>PNG has no place for IPTC data; it was left out.</source>
   <translation>PNG 不能保存 IPTC 数据；已略去。</translation>
  </message>
  <message>
   <source>Patch is {patch_px} pixels; give an odd number from 3 to 31.</source>
   <translation>图块为 {patch_px} 像素；请给出 3 到 31 的奇数。</translation>
  </message>
  <message>
   <source>Patch is {patch_px} pixels; give an odd number from {least_patch_px} to {most_patch_px}.</source>
   <translation>图块为 {patch_px} 像素；请给出 {least_patch_px} 到 {most_patch_px} 的奇数。</translation>
  </message>
  <message>
   <source>Pattern {pattern!r} of data.shares matches no photograph; remove it.</source>
   <translation>data.shares 的模式 {pattern!r} 不匹配任何照片；请去掉它。</translation>
  </message>
  <message>
   <source>Perceptual and style losses need VGG weights; none at {looked}. Give a safetensors file with torchvision's keys, or set both weights to 0.</source>
   <translation>感知损失和风格损失需要 VGG 权重；{looked} 处没有。请给出使用 torchvision 键名的 safetensors 文件，或把两个权重都设为 0。</translation>
  </message>
  <message>
   <source>Photograph {name} matches no pattern of data.shares; add one, e.g. '*'.</source>
   <translation>照片 {name} 不匹配 data.shares 的任何模式；请加一个，例如“*”。</translation>
  </message>
  <message>
   <source>Photos of several sizes share no mark at a corner or the centre; give photos of one size.</source>
   <translation>大小不同的照片在角落或中央没有共同的标记；请提供大小相同的照片。</translation>
  </message>
  <message>
   <source>Plots need matplotlib, which is not installed; run pip install 'inpaint-studio[train]' or leave the plots out.</source>
   <translation>绘图需要 matplotlib，但没有安装；请运行 pip install 'inpaint-studio[train]'，或不绘图。</translation>
  </message>
  <message>
   <source>PyTorch is not installed, and the detector cannot be taught without it; install inpaint-studio[torch].</source>
   <translation>未安装 PyTorch,没有它检测器无法学习;请安装 inpaint-studio[torch]。</translation>
  </message>
  <message>
   <source>PyTorch {version} no longer reads TorchScript, which LaMa needs; install an older PyTorch or choose another model.</source>
   <translation>PyTorch {version} 不再读取 LaMa 所需的 TorchScript；请安装较旧的 PyTorch 或选择其他模型。</translation>
  </message>
  <message>
   <source>Quality {quality} is out of range; give 1 to 100.</source>
   <translation>质量 {quality} 超出范围；请给 1 到 100。</translation>
  </message>
  <message>
   <source>Radius is {radius_px:g} pixels; give a value from 1 to {max_radius_px:g}.</source>
   <translation>半径为 {radius_px:g} 像素；请给出 1 到 {max_radius_px:g} 的值。</translation>
  </message>
  <message>
   <source>Reading {file}</source>
   <translation>正在读取 {file}</translation>
  </message>
  <message>
   <source>Recovery files cannot be kept in {folder}: {reason}; check its permissions.</source>
   <translation>无法在 {folder} 中保存恢复文件：{reason}；请检查其权限。</translation>
  </message>
  <message>
   <source>Resamples is {resamples}; it can be 100 to {largest_resamples}.</source>
   <translation>重采样次数是 {resamples}；可以是 100 到 {largest_resamples}。</translation>
  </message>
  <message>
   <source>Restored by hand with {models}.</source>
   <translation>由人工用 {models} 修复。</translation>
  </message>
  <message>
   <source>Scores of {kind} are {scores_dtype} {scores_shape}.</source>
   <translation>{kind} 的得分为 {scores_dtype} {scores_shape}。</translation>
  </message>
  <message>
   <source>Search is {search_px} pixels; give at least the patch, {patch_px}.</source>
   <translation>搜索范围为 {search_px} 像素；请至少给出图块大小 {patch_px}。</translation>
  </message>
  <message>
   <source>Seed is {seed}; give 0 or more.</source>
   <translation>种子是 {seed}；请给出 0 或更大的值。</translation>
  </message>
  <message>
   <source>Segments of the file held pictures of the old photo and were left out.</source>
   <translation>文件中有含旧照片图像的数据段，已略去。</translation>
  </message>
  <message>
   <source>Sensitivity is {sensitivity}; give more than 0 and less than 1.</source>
   <translation>灵敏度为 {sensitivity}；请给大于 0 且小于 1 的值。</translation>
  </message>
  <message>
   <source>Setting {name} is {shown}; it can be {allowed}.</source>
   <translation>设置 {name} 是 {shown}；它可以是 {allowed}。</translation>
  </message>
  <message>
   <source>Setting {setting!r} has no '='; write section.key=value.</source>
   <translation>设置 {setting!r} 没有“=”；请写成 section.key=value。</translation>
  </message>
  <message>
   <source>Settings {path} are damaged; defaults are used.</source>
   <translation>设置文件 {path} 已损坏；使用默认值。</translation>
  </message>
  <message>
   <source>Settings {path} cannot be read: {reason}; defaults are used.</source>
   <translation>设置文件 {path} 无法读取：{reason}；使用默认值。</translation>
  </message>
  <message>
   <source>Shared gradients</source>
   <translation>共有的梯度</translation>
  </message>
  <message>
   <source>Sheet has {sheet} photographs; take 1 or more.</source>
   <translation>图表有 {sheet} 张照片；请取 1 张或更多。</translation>
  </message>
  <message>
   <source>Shortcut {entry!r} is not of the form action=key.</source>
   <translation>快捷键 {entry!r} 不是“操作=键”的形式。</translation>
  </message>
  <message>
   <source>Sigma is {sigma}; use a value above 0 and up to {largest_sigma:g}.</source>
   <translation>Sigma 为 {sigma}；请使用大于 0 且不超过 {largest_sigma:g} 的值。</translation>
  </message>
  <message>
   <source>Sigmas {text!r} are not numbers; write them as 1,2,3.</source>
   <translation>Sigma {text!r} 不是数；请写成 1,2,3。</translation>
  </message>
  <message>
   <source>Size is {size_px} px; it can be {smallest_size_px} to {largest_size_px}.</source>
   <translation>大小是 {size_px} 像素；可以是 {smallest_size_px} 到 {largest_size_px}。</translation>
  </message>
  <message>
   <source>Something went wrong that should not have ({kind}: {detail}).</source>
   <translation>发生了意外错误（{kind}: {detail}）。</translation>
  </message>
  <message>
   <source>Specks and hairlines of up to {thickness_px} px were filled without the model.</source>
   <translation>粗细不超过 {thickness_px} 像素的斑点和细线未经模型修补。</translation>
  </message>
  <message>
   <source>Stopped after step {step}; {remedy} to do the rest.</source>
   <translation>在第 {step} 步之后停止；{remedy}以完成其余部分。</translation>
  </message>
  <message>
   <source>Strength is {strength}; give more than 0 and at most 1.</source>
   <translation>强度是 {strength}；请给出大于 0、至多 1 的值。</translation>
  </message>
  <message>
   <source>Synthesising texture at {side} px ({number} of {count})</source>
   <translation>正在合成 {side} 像素的纹理（{number}/{count}）</translation>
  </message>
  <message>
   <source>TV of the originals: {whole} %, in the hole {hole} %.</source>
   <translation>原图的总变差：{whole} %，空洞中：{hole} %。</translation>
  </message>
  <message>
   <source>Tensor {name} does not fit its shape.</source>
   <translation>张量 {name} 与其形状不符。</translation>
  </message>
  <message>
   <source>Tensor {name} has shape {shape} instead of {expected}; it is another network.</source>
   <translation>张量 {name} 的形状是 {shape}，而不是 {expected}；这是另一个网络。</translation>
  </message>
  <message>
   <source>Tensor {name} is missing; it is another network.</source>
   <translation>缺少张量 {name}；这是另一个网络。</translation>
  </message>
  <message>
   <source>Tensor {name} is not in float32.</source>
   <translation>张量 {name} 不是 float32。</translation>
  </message>
  <message>
   <source>TensorBoard is not installed; install inpaint-studio[train] or set output.tensorboard to false.</source>
   <translation>没有安装 TensorBoard；请安装 inpaint-studio[train]，或把 output.tensorboard 设为 false。</translation>
  </message>
  <message>
   <source>Text was found without a network: {error}</source>
   <translation>未用网络寻找文字：{error}</translation>
  </message>
  <message>
   <source>The EXIF data is too large for a JPEG (64 KB) and was left out.</source>
   <translation>EXIF 数据超出 JPEG 的限制（64 KB），已略去。</translation>
  </message>
  <message>
   <source>The ICC profile cannot be written to a JPEG XL of this kind and was left out; PNG and TIFF keep it.</source>
   <translation>ICC 特性文件无法写入这种 JPEG XL，已略去；PNG 和 TIFF 会保留它。</translation>
  </message>
  <message>
   <source>The ICC profile is too large for a JPEG (16 MB) and was left out.</source>
   <translation>ICC 配置文件超出 JPEG 的限制（16 MB），已略去。</translation>
  </message>
  <message>
   <source>The ICC profile was left out; a JPEG XL keeps it with the optional part 'jxl': pip install "inpaint-studio[jxl]".</source>
   <translation>ICC 特性文件已略去；安装附加部分“jxl”后 JPEG XL 会保留它：pip install "inpaint-studio[jxl]"。</translation>
  </message>
  <message>
   <source>The IPTC data is too large for a JPEG (64 KB) and was left out.</source>
   <translation>IPTC 数据超出 JPEG 的限制（64 KB），已略去。</translation>
  </message>
  <message>
   <source>The LPIPS heads have no tensor {key} of shape {wanted}; take those of version 0.1.</source>
   <translation>LPIPS 头没有形状为 {wanted} 的张量 {key}；请用 0.1 版的。</translation>
  </message>
  <message>
   <source>The VGG file holds {weight_count} convolutions; VGG-16 has 13, VGG-19 has 16.</source>
   <translation>VGG 文件含有 {weight_count} 个卷积；VGG-16 有 13 个，VGG-19 有 16 个。</translation>
  </message>
  <message>
   <source>The XMP data is too large for a JPEG (64 KB) and was left out.</source>
   <translation>XMP 数据超出 JPEG 的限制（64 KB），已略去。</translation>
  </message>
  <message>
   <source>The brightest value of the mask is {scale}; all that is not black is hole.</source>
   <translation>蒙版最亮的值是 {scale}；凡不是黑色的都是空洞。</translation>
  </message>
  <message>
   <source>The card has format {version!r}; this version reads format {format}: update Inpaint Studio or import the model again.</source>
   <translation>卡片的格式为 {version!r}；此版本读取格式 {format}：请更新 Inpaint Studio 或重新导入模型。</translation>
  </message>
  <message>
   <source>The card is not JSON: {error}.</source>
   <translation>卡片不是 JSON：{error}。</translation>
  </message>
  <message>
   <source>The card is not a JSON object.</source>
   <translation>卡片不是 JSON 对象。</translation>
  </message>
  <message>
   <source>The chroma subsampling of the file is a rare one that cannot be written; full chroma (4:4:4) is used instead.</source>
   <translation>文件的色度抽样很少见，无法写出；改用全色度（4:4:4）。</translation>
  </message>
  <message>
   <source>The click lies outside the photo; click on the object itself.</source>
   <translation>点击处在照片之外；请点击对象本身。</translation>
  </message>
  <message>
   <source>The cluster at {cluster!r} gave no worker within {seconds:.0f} s; all its processors or GPUs are taken, try again later.</source>
   <translation>集群 {cluster!r} 在 {seconds:.0f} 秒内没有给出工作进程；它的处理器或 GPU 都被占用，请稍后再试。</translation>
  </message>
  <message>
   <source>The colour profile of a JPEG XL needs the optional part 'jxl' (pip install "inpaint-studio[jxl]"); the photo is shown, and will be written, as sRGB.</source>
   <translation>读取 JPEG XL 的颜色特性文件需要附加部分“jxl”（pip install "inpaint-studio[jxl]"）；照片按 sRGB 显示和写入。</translation>
  </message>
  <message>
   <source>The colours of a lossy JPEG XL with a colour profile were converted to sRGB; so they will be written.</source>
   <translation>带颜色特性文件的有损 JPEG XL 的颜色已转换为 sRGB，并将如此写入。</translation>
  </message>
  <message>
   <source>The content credentials no longer fit and were left out.</source>
   <translation>内容凭证已不再相符，已略去。</translation>
  </message>
  <message>
   <source>The context ratio is {context_ratio}; use 0 or more.</source>
   <translation>上下文比例是 {context_ratio}；请用 0 或更大的值。</translation>
  </message>
  <message>
   <source>The engine ended unexpectedly (status {status}); your work is still here, try again.</source>
   <translation>引擎意外结束（状态 {status}）；您的工作仍在，请重试。</translation>
  </message>
  <message>
   <source>The engine's process could not be started ({error}); install the program anew.</source>
   <translation>无法启动引擎进程（{error}）；请重新安装程序。</translation>
  </message>
  <message>
   <source>The eye's box {around} lies outside the photo; click on it.</source>
   <translation>眼睛的范围 {around} 在照片之外；请点击眼睛。</translation>
  </message>
  <message>
   <source>The feather is {feather_px} pixels wide; use 0 or more.</source>
   <translation>羽化宽度为 {feather_px} 像素；请使用 0 或更大的值。</translation>
  </message>
  <message>
   <source>The file also holds {named}, which shows the old photo and is left out when it is written.</source>
   <translation>文件还含有{named}，它显示的是旧照片，写入时会略去。</translation>
  </message>
  <message>
   <source>The file has {bits} bits a channel; a JPEG is written with 8, other formats with 16 where they can.</source>
   <translation>文件每通道为 {bits} 位；写为 JPEG 时为 8 位，写为其他格式时尽可能为 16 位。</translation>
  </message>
  <message>
   <source>The file has {pages} pages; page {page} is shown, the others are kept only in a TIFF.</source>
   <translation>文件有 {pages} 页；显示第 {page} 页，其余各页仅在 TIFF 中保留。</translation>
  </message>
  <message>
   <source>The file holds further pictures (previews or a gain map); they show the old photo and are left out when it is written.</source>
   <translation>文件中还有其他图片（预览或增益图）；它们显示的是旧照片，写出时会略去。</translation>
  </message>
  <message>
   <source>The file holds {frames} pictures; only the main one is read and written.</source>
   <translation>文件中有 {frames} 张图片；只读写主图。</translation>
  </message>
  <message>
   <source>The file is an animation of {frames} pictures; only the first is read and written.</source>
   <translation>文件是由 {frames} 张图片组成的动画；只读写第一张。</translation>
  </message>
  <message>
   <source>The file is an animation; only the first picture is read and written.</source>
   <translation>该文件是动画；只读写第一幅图像。</translation>
  </message>
  <message>
   <source>The file is for {fixed} {named!r}; the command says otherwise.</source>
   <translation>该文件用于 {fixed} {named!r}；命令却不是这样写的。</translation>
  </message>
  <message>
   <source>The file is named as {claimed} but contains {found}; it is read as {found}, and written as such under a name with the same suffix.</source>
   <translation>该文件以 {claimed} 命名，内容却是 {found}；它按 {found} 读取，并以同样的后缀按此格式写入。</translation>
  </message>
  <message>
   <source>The file lacks its end; what is there was read.</source>
   <translation>文件缺少结尾；已读取现有的部分。</translation>
  </message>
  <message>
   <source>The file was cut off: {lost_px:,} px at its end are lost; they are hole.</source>
   <translation>文件被截断：结尾处丢失 {lost_px:,} 像素；它们作为空洞。</translation>
  </message>
  <message>
   <source>The file's Photoshop layers hold the old photo and were left out.</source>
   <translation>文件的 Photoshop 图层中是旧照片，已略去。</translation>
  </message>
  <message>
   <source>The fill is {filled_size} pixels but the photo is {size}; they must be alike.</source>
   <translation>填充为 {filled_size} 像素，而照片为 {size}；二者必须一致。</translation>
  </message>
  <message>
   <source>The gain map of the file shows the old photo and is left out.</source>
   <translation>文件的增益图显示的是旧照片，已略去。</translation>
  </message>
  <message>
   <source>The hole covers the whole photo and leaves nothing to restore from; unmask some of it, or grow and feather less.</source>
   <translation>空洞覆盖了整张照片，没有可供修复的依据；请去掉部分蒙版，或减小扩大和羽化。</translation>
  </message>
  <message>
   <source>The known area has no room for a hole of this shape; mark a smaller one to measure.</source>
   <translation>已知区域容不下这种形状的空洞；请标记较小的空洞来测量。</translation>
  </message>
  <message>
   <source>The largest window is {max_window_px} pixels; use 1 or more.</source>
   <translation>最大窗口为 {max_window_px} 像素；请用 1 或更大的值。</translation>
  </message>
  <message>
   <source>The layers of the file were merged; only what they show together was read.</source>
   <translation>文件的图层已合并；只读取它们合起来显示的内容。</translation>
  </message>
  <message>
   <source>The least context is {min_context_px} pixels; use 0 or more.</source>
   <translation>最小上下文为 {min_context_px} 像素；请用 0 或更大的值。</translation>
  </message>
  <message>
   <source>The ledger {path} cannot be used ({fault}); move it away and {remedy}, or name another output folder.</source>
   <translation>记录文件 {path} 无法使用（{fault}）；请把它移走并{remedy}，或指定另一个输出文件夹。</translation>
  </message>
  <message>
   <source>The ledger {path} cannot be written: the disk is full; free some space and {remedy}.</source>
   <translation>无法写入记录文件 {path}：磁盘已满；请腾出空间，然后{remedy}。</translation>
  </message>
  <message>
   <source>The ledger {path} is of version {version} and this program knows {known}; use the program that made it, or another output folder.</source>
   <translation>记录文件 {path} 的版本是 {version}，本程序认识的是 {known}；请用写它的程序，或指定另一个输出文件夹。</translation>
  </message>
  <message>
   <source>The loss ralsgan compares with real pictures; choose another here.</source>
   <translation>损失 ralsgan 要与真实图像比较；请在此另选一个。</translation>
  </message>
  <message>
   <source>The machine {host} cannot work: {error}</source>
   <translation>机器 {host} 无法工作：{error}</translation>
  </message>
  <message>
   <source>The machine {host} does not see {missing}; mount it there at the same path.</source>
   <translation>机器 {host} 看不到 {missing}；请在那里以同样的路径挂载。</translation>
  </message>
  <message>
   <source>The machine {host} has other weights of {model}; install the same there.</source>
   <translation>机器 {host} 上 {model} 的权重不同；请安装同样的。</translation>
  </message>
  <message>
   <source>The machine {host} has version {version}, not {wanted}; install the same.</source>
   <translation>机器 {host} 的版本是 {version}，而不是 {wanted}；请安装同样的版本。</translation>
  </message>
  <message>
   <source>The mark is wholly transparent; learn it again.</source>
   <translation>水印完全透明；请重新学习。</translation>
  </message>
  <message>
   <source>The mark is {mark_size} pixels but the photo is {image_size}; place it first.</source>
   <translation>水印为 {mark_size} 像素，而照片为 {image_size}；请先放置水印。</translation>
  </message>
  <message>
   <source>The mark of photos of {mark_size} is not found on this one of {size}; give its mask instead.</source>
   <translation>在这张 {size} 的照片上找不到 {mark_size} 的照片中的水印；请改为给出其蒙版。</translation>
  </message>
  <message>
   <source>The mask covers the whole photo; leave some of it unmasked.</source>
   <translation>蒙版覆盖了整张照片；请留出一部分。</translation>
  </message>
  <message>
   <source>The mask has no hole, so there is nothing to score.</source>
   <translation>蒙版没有空洞，因此没有可评分的内容。</translation>
  </message>
  <message>
   <source>The mask has no hole: its brightest value is {scale}.</source>
   <translation>蒙版没有空洞：它最亮的值是 {scale}。</translation>
  </message>
  <message>
   <source>The mask has no hole; the photo is unchanged.</source>
   <translation>蒙版中没有空洞；照片未改变。</translation>
  </message>
  <message>
   <source>The mask has several colours; all that is not black is hole (a label picks one of them).</source>
   <translation>蒙版有多种颜色；凡不是黑色的都是空洞（用标签可选其中一种）。</translation>
  </message>
  <message>
   <source>The mask is {mask_size} pixels but its photo is {example_size}.</source>
   <translation>蒙版为 {mask_size} 像素，而照片为 {example_size}。</translation>
  </message>
  <message>
   <source>The mask is {mask_size} pixels but the photo is {size}; make the mask the size of the photo.</source>
   <translation>蒙版为 {mask_size} 像素，而照片为 {size} 像素；请使蒙版与照片一样大。</translation>
  </message>
  <message>
   <source>The mask marks no pixel; give a mask with a hole.</source>
   <translation>蒙版没有标记任何像素；请给出有空洞的蒙版。</translation>
  </message>
  <message>
   <source>The mask marks {percent:.0f} % of the photo as hole; if black is hole in it, invert it.</source>
   <translation>蒙版把照片的 {percent:.0f} % 标为空洞；如果其中黑色是空洞，请反转它。</translation>
  </message>
  <message>
   <source>The mask {path} belongs to no photo.</source>
   <translation>蒙版 {path} 不属于任何照片。</translation>
  </message>
  <message>
   <source>The mask {path} is {found} pixels but the photo is {wanted}; it seems to lie on its side: turn it by a quarter.</source>
   <translation>蒙版 {path} 为 {found} 像素，而照片为 {wanted} 像素；它似乎横放了：请旋转 90 度。</translation>
  </message>
  <message>
   <source>The mask {path} is {found} pixels but the photo is {wanted}; make the mask the size of the photo.</source>
   <translation>蒙版 {path} 为 {found} 像素，而照片为 {wanted} 像素；请使蒙版与照片一样大。</translation>
  </message>
  <message>
   <source>The model family {family!r} ({value}) could not be loaded: {kind}: {error}</source>
   <translation>无法加载模型系列 {family!r}（{value}）：{kind}：{error}</translation>
  </message>
  <message>
   <source>The model's native size is {native_px} pixels; use 1 or more.</source>
   <translation>模型的原生大小为 {native_px} 像素；请用 1 或更大的值。</translation>
  </message>
  <message>
   <source>The name {name!r} has a meaning of its own; choose another.</source>
   <translation>名称 {name!r} 另有含义；请另选一个。</translation>
  </message>
  <message>
   <source>The noise of size {side} is missing.</source>
   <translation>缺少大小为 {side} 的噪声。</translation>
  </message>
  <message>
   <source>The original file has changed or is gone; the TIFF was written anew with its colour profile, EXIF, XMP and IPTC data, other tags and pages are lost.</source>
   <translation>原文件已改变或不存在；TIFF 已重新写出并保留其颜色配置文件、EXIF、XMP 和 IPTC 数据，其他标签和页面已丢失。</translation>
  </message>
  <message>
   <source>The palette was expanded; the photo is written as full colour.</source>
   <translation>调色板已展开；照片将以全彩写出。</translation>
  </message>
  <message>
   <source>The photo is {size}, what was painted on it {damage} and {sound}.</source>
   <translation>照片为 {size},其上涂抹的内容为 {damage} 和 {sound}。</translation>
  </message>
  <message>
   <source>The photo {path} is not the one that was worked on.</source>
   <translation>照片 {path} 不是当初处理的那一张。</translation>
  </message>
  <message>
   <source>The photo {path} was changed, moved or removed since; put it back to recover the work on it.</source>
   <translation>照片 {path} 后来被更改、移动或删除；请放回原处以恢复对它的工作。</translation>
  </message>
  <message>
   <source>The photo's compression is only read; it is written as deflate.</source>
   <translation>照片的压缩方式只能读取；将以 deflate 写出。</translation>
  </message>
  <message>
   <source>The photos share no mark that stands out; give more photos.</source>
   <translation>这些照片没有明显的共同水印；请给出更多照片。</translation>
  </message>
  <message>
   <source>The photos share no mark; give more photos, or a mask of where it lies.</source>
   <translation>这些照片没有共同的水印；请给出更多照片，或标明其位置的蒙版。</translation>
  </message>
  <message>
   <source>The project claims pictures of {claimed:.1f} GB in {held:,} bytes, more than they can hold; the file is damaged.</source>
   <translation>该项目声称在 {held:,} 字节中含有 {claimed:.1f} GB 的图像，超出了其所能容纳的量；文件已损坏。</translation>
  </message>
  <message>
   <source>The project is of format {version}, this version reads up to {known}; update Inpaint Studio.</source>
   <translation>项目的格式为 {version}，此版本最多读取到 {known}；请更新 Inpaint Studio。</translation>
  </message>
  <message>
   <source>The project needs about {needed:.1f} GB of memory and {free:.1f} GB are free; close other programs.</source>
   <translation>该项目大约需要 {needed:.1f} GB 内存，而空闲的有 {free:.1f} GB；请关闭其他程序。</translation>
  </message>
  <message>
   <source>The project's record of its photo file is damaged.</source>
   <translation>项目中关于照片文件的记录已损坏。</translation>
  </message>
  <message>
   <source>The reach is {reach_px} px; give more than 0.</source>
   <translation>范围为 {reach_px} 像素；请给大于 0 的值。</translation>
  </message>
  <message>
   <source>The recipe {recipe} cannot be read ({error}); reinstall it.</source>
   <translation>无法读取配方 {recipe}（{error}）；请重新安装。</translation>
  </message>
  <message>
   <source>The restored image is {image_size} pixels but the photo is {info_size}; write an image of the photo's size.</source>
   <translation>修复后的图像为 {image_size} 像素，而照片为 {info_size}；请写出与照片同样大小的图像。</translation>
  </message>
  <message>
   <source>The restored photo is {restored_size} pixels but the original is {original_size}; compare photos of one size.</source>
   <translation>修复后的照片为 {restored_size} 像素，而原图为 {original_size} 像素；请比较大小相同的照片。</translation>
  </message>
  <message>
   <source>The result is {pixels_dtype} but the photo is {image_dtype}; restore again.</source>
   <translation>结果为 {pixels_dtype}，而照片为 {image_dtype}；请重新修复。</translation>
  </message>
  <message>
   <source>The resume state is of other networks ({first}).</source>
   <translation>断点状态属于别的网络（{first}）。</translation>
  </message>
  <message>
   <source>The smallest speck to keep is {min_area_px} pixels; use 0 or more.</source>
   <translation>要保留的最小斑点为 {min_area_px} 像素；请使用 0 或更大的值。</translation>
  </message>
  <message>
   <source>The system ended the engine, most likely because memory ran out; close other programs, or mark less at once. Your work is still here.</source>
   <translation>系统结束了引擎，很可能是因为内存不足；请关闭其他程序，或一次少标记一些。您的工作仍在。</translation>
  </message>
  <message>
   <source>The weights of {name} are not installed; reinstall Inpaint Studio.</source>
   <translation>未安装 {name} 的权重；请重新安装 Inpaint Studio。</translation>
  </message>
  <message>
   <source>The weights to start from have too many: {key}; check the family.</source>
   <translation>起始权重多出 {key}；请检查模型系列。</translation>
  </message>
  <message>
   <source>The weights to start from have {key} {renamed_shape}, the network {own_shape}; set network.channels and network.blocks to fit.</source>
   <translation>起始权重的 {key} 是 {renamed_shape}，网络的是 {own_shape}；请相应设置 network.channels 和 network.blocks。</translation>
  </message>
  <message>
   <source>The weights to start from lack {key}; check the family.</source>
   <translation>起始权重缺少 {key}；请检查模型系列。</translation>
  </message>
  <message>
   <source>The window cannot start ({error}); run 'inpaint-studio doctor' to see what is missing.</source>
   <translation>窗口无法启动（{error}）；请运行“inpaint-studio doctor”查看缺少什么。</translation>
  </message>
  <message>
   <source>The {bits}-bit grey was expanded; the photo is written with 8 bits.</source>
   <translation>{bits} 位灰度已展开；照片将以 8 位写出。</translation>
  </message>
  <message>
   <source>The {bits}-bit samples were brought to {bit_depth} bits; the photo is written so.</source>
   <translation>{bits} 位样本已转为 {bit_depth} 位；照片按此写入。</translation>
  </message>
  <message>
   <source>The {name} is {array_size} pixels but the photo is {size}; make the {name} the size of the photo.</source>
   <translation>{name} 为 {array_size} 像素，而照片为 {size} 像素；请使 {name} 与照片一样大。</translation>
  </message>
  <message>
   <source>The {name} is {dtype} {shape}; give float32 {wanted}.</source>
   <translation>{name} 是 {dtype} {shape}；请给出 float32 {wanted}。</translation>
  </message>
  <message>
   <source>The {net} weights are of another network: features.{key} has shape {value_shape} instead of {own_shape}.</source>
   <translation>{net} 的权重属于别的网络：features.{key} 的形状是 {value_shape}，而不是 {own_shape}。</translation>
  </message>
  <message>
   <source>The {net} weights are of another network: features.{odd} is left over.</source>
   <translation>{net} 的权重属于别的网络：features.{odd} 是多余的。</translation>
  </message>
  <message>
   <source>The {net} weights are of another network: features.{odd} is missing.</source>
   <translation>{net} 的权重属于别的网络：缺少 features.{odd}。</translation>
  </message>
  <message>
   <source>The {role} file is missing; {family} needs {wanted}.</source>
   <translation>缺少 {role} 文件；{family} 需要 {wanted}。</translation>
  </message>
  <message>
   <source>There is a model called {model!r} already; choose another name, or {remedy}.</source>
   <translation>已有名为 {model!r} 的模型；请另取名称，或{remedy}。</translation>
  </message>
  <message>
   <source>There is no Ray cluster at {address!r} ({why}); name the HOST:PORT of its head.</source>
   <translation>{address!r} 处没有 Ray 集群（{why}）；请指定其主节点的“主机:端口”。</translation>
  </message>
  <message>
   <source>There is no hole; the file was copied as it is.</source>
   <translation>没有空洞；文件已原样复制。</translation>
  </message>
  <message>
   <source>There is no network {name!r}; known: {networks}.</source>
   <translation>没有网络 {name!r}；已知的有：{networks}。</translation>
  </message>
  <message>
   <source>There is no photo in {where}.</source>
   <translation>{where} 中没有照片。</translation>
  </message>
  <message>
   <source>There is no photo in {where}; {remedy}, or name another folder.</source>
   <translation>{where} 中没有照片；请{remedy}，或指定另一个文件夹。</translation>
  </message>
  <message>
   <source>There is no photograph to train on; name a folder of photographs.</source>
   <translation>没有可用来训练的照片；请指定照片文件夹。</translation>
  </message>
  <message>
   <source>There is no setting {name!r}; see the table of settings.</source>
   <translation>没有设置 {name!r}；请查看设置表。</translation>
  </message>
  <message>
   <source>There is no {what} {name!r}; {hint}</source>
   <translation>没有{what} {name!r}；{hint}</translation>
  </message>
  <message>
   <source>There is nothing to learn from; paint over one crack.</source>
   <translation>没有可供学习的内容;请涂抹一条裂纹。</translation>
  </message>
  <message>
   <source>There is nothing to measure on; give --images, --real, --marked or --undamaged.</source>
   <translation>没有可供测量的照片;请给出 --images、--real、--marked 或 --undamaged。</translation>
  </message>
  <message>
   <source>These losses need LPIPS weights; name their folder, or set losses.alex and losses.vgg to 0.</source>
   <translation>这些损失需要 LPIPS 权重；请指定其文件夹，或把 losses.alex 和 losses.vgg 设为 0。</translation>
  </message>
  <message>
   <source>This is a recovery file, which holds no photo of its own; it is opened when the program starts.</source>
   <translation>这是一个恢复文件，自身不含照片；程序启动时会打开它。</translation>
  </message>
  <message>
   <source>This is no OpenRaster project.</source>
   <translation>这不是 OpenRaster 项目。</translation>
  </message>
  <message>
   <source>This project was made by another program; export a flat image there and open that.</source>
   <translation>此项目由其他程序制作；请在那里导出平面图像再打开。</translation>
  </message>
  <message>
   <source>Undoing the mark</source>
   <translation>正在去除水印</translation>
  </message>
  <message>
   <source>VGG has no layer {layers}; names are like relu3_1.</source>
   <translation>VGG 没有层 {layers}；名称形如 relu3_1。</translation>
  </message>
  <message>
   <source>VGG weights {key} are {shape}, not {parameter_shape}; use torchvision's keys.</source>
   <translation>VGG 权重 {key} 是 {shape}，而不是 {parameter_shape}；请使用 torchvision 的键名。</translation>
  </message>
  <message>
   <source>WebP has no place for IPTC data; it was left out.</source>
   <translation>WebP 不能保存 IPTC 数据；已略去。</translation>
  </message>
  <message>
   <source>Weight {key} passes 65504, the largest half-precision number.</source>
   <translation>权重 {key} 超过 65504，即最大的半精度数。</translation>
  </message>
  <message>
   <source>What the photo file said besides its pixels could not be read from the project; saving will not keep its metadata.</source>
   <translation>无法从项目中读取照片文件像素以外的信息；保存时将不保留其元数据。</translation>
  </message>
  <message>
   <source>What to start from is no resume state of this family; give a state.pt.</source>
   <translation>起始文件不是本模型系列的断点状态；请给出 state.pt。</translation>
  </message>
  <message>
   <source>Where the mark is tied to</source>
   <translation>标记所依附的位置</translation>
  </message>
  <message>
   <source>Writing {name}</source>
   <translation>正在写入 {name}</translation>
  </message>
  <message>
   <source>Writing {role}</source>
   <translation>正在写入 {role}</translation>
  </message>
  <message>
   <source>YCbCr colours were converted to RGB; the photo is written as RGB.</source>
   <translation>YCbCr 颜色已转换为 RGB；照片按 RGB 写入。</translation>
  </message>
  <message>
   <source>a GIMP document</source>
   <translation>GIMP 文档</translation>
  </message>
  <message>
   <source>a PDF document</source>
   <translation>PDF 文档</translation>
  </message>
  <message>
   <source>a Radiance HDR image</source>
   <translation>Radiance HDR 图像</translation>
  </message>
  <message>
   <source>a TIFF of colour model {model}; convert it to RGB</source>
   <translation>颜色模型为 {model} 的 TIFF；请转换为 RGB</translation>
  </message>
  <message>
   <source>a TIFF of {bits} bits a channel; convert it to 8 or 16 bits</source>
   <translation>每通道 {bits} 位的 TIFF；请转换为 8 或 16 位</translation>
  </message>
  <message>
   <source>a camera raw file</source>
   <translation>相机原始文件</translation>
  </message>
  <message>
   <source>a camera raw file (DNG); develop it to a 16-bit TIFF</source>
   <translation>相机原始文件（DNG）；请冲印为 16 位 TIFF</translation>
  </message>
  <message>
   <source>a colour like #ff4040</source>
   <translation>形如 #ff4040 的颜色</translation>
  </message>
  <message>
   <source>a depth map</source>
   <translation>深度图</translation>
  </message>
  <message>
   <source>a directory cannot be read back</source>
   <translation>目录无法读回</translation>
  </message>
  <message>
   <source>a file cannot be read</source>
   <translation>有文件无法读取</translation>
  </message>
  <message>
   <source>a file is in the way; rename it or use another folder</source>
   <translation>有文件挡路；请给它改名或使用另一个文件夹</translation>
  </message>
  <message>
   <source>a finite number</source>
   <translation>有限的数</translation>
  </message>
  <message>
   <source>a gain map</source>
   <translation>增益图</translation>
  </message>
  <message>
   <source>a list of at most {most} texts</source>
   <translation>至多 {most} 条文本的列表</translation>
  </message>
  <message>
   <source>a list of texts</source>
   <translation>文本的列表</translation>
  </message>
  <message>
   <source>a number</source>
   <translation>数</translation>
  </message>
  <message>
   <source>a part of its folder's name is a file; check the folder</source>
   <translation>文件夹路径中的一部分是文件；请检查文件夹</translation>
  </message>
  <message>
   <source>a text of at most {most} characters</source>
   <translation>至多 {most} 个字符的文本</translation>
  </message>
  <message>
   <source>a video</source>
   <translation>视频</translation>
  </message>
  <message>
   <source>a whole number</source>
   <translation>整数</translation>
  </message>
  <message>
   <source>a zip archive</source>
   <translation>zip 压缩包</translation>
  </message>
  <message>
   <source>an OpenEXR image</source>
   <translation>OpenEXR 图像</translation>
  </message>
  <message>
   <source>an SVG drawing</source>
   <translation>SVG 图形</translation>
  </message>
  <message>
   <source>an XML document</source>
   <translation>XML 文档</translation>
  </message>
  <message>
   <source>ask for it</source>
   <translation>明确提出要求</translation>
  </message>
  <message>
   <source>auto chose {model}: it shows its edges, and is as good as the one with the {best}, {lpips:.3f} against {other_lpips:.3f} of {other} ({where}).</source>
   <translation>auto 选择了 {model}：它显示自己的边缘，且与{best}的模型一样好，{lpips:.3f} 对 {other} 的 {other_lpips:.3f}（{where}）。</translation>
  </message>
  <message>
   <source>auto chose {model}: no model here has been measured.</source>
   <translation>auto 选择了 {model}：这里的模型都没有测量过。</translation>
  </message>
  <message>
   <source>auto chose {model}: {best} of the models installed that follow drawn edges, {lpips:.3f} ({where}).</source>
   <translation>auto 选择了 {model}：在已安装且依循所画边缘的模型中{best}，{lpips:.3f}（{where}）。</translation>
  </message>
  <message>
   <source>auto chose {model}: {best} of the models installed that follow drawn edges, {lpips:.3f} against {other_lpips:.3f} of {other} ({where}).</source>
   <translation>auto 选择了 {model}：在已安装且依循所画边缘的模型中{best}，{lpips:.3f} 对 {other} 的 {other_lpips:.3f}（{where}）。</translation>
  </message>
  <message>
   <source>auto chose {model}: {best} of the models installed, {lpips:.3f} ({where}).</source>
   <translation>auto 选择了 {model}：在已安装的模型中{best}，{lpips:.3f}（{where}）。</translation>
  </message>
  <message>
   <source>auto chose {model}: {best} of the models installed, {lpips:.3f} against {other_lpips:.3f} of {other} ({where}).</source>
   <translation>auto 选择了 {model}：在已安装的模型中{best}，{lpips:.3f} 对 {other} 的 {other_lpips:.3f}（{where}）。</translation>
  </message>
  <message>
   <source>best LPIPS</source>
   <translation>LPIPS 最好</translation>
  </message>
  <message>
   <source>best LPIPS for holes amid texture</source>
   <translation>对纹理中的空洞 LPIPS 最好</translation>
  </message>
  <message>
   <source>best LPIPS for holes in faces</source>
   <translation>对人脸中的空洞 LPIPS 最好</translation>
  </message>
  <message>
   <source>best LPIPS for holes in photographs of one tone</source>
   <translation>对单色照片中的空洞 LPIPS 最好</translation>
  </message>
  <message>
   <source>best LPIPS for holes that lines run into</source>
   <translation>对有线条穿入的空洞 LPIPS 最好</translation>
  </message>
  <message>
   <source>best LPIPS for large holes</source>
   <translation>对大空洞 LPIPS 最好</translation>
  </message>
  <message>
   <source>best LPIPS for thin damage</source>
   <translation>对细小损伤 LPIPS 最好</translation>
  </message>
  <message>
   <source>card.options: {error}</source>
   <translation>卡片的 card.options：{error}</translation>
  </message>
  <message>
   <source>check the files of {model}</source>
   <translation>检查 {model} 的文件</translation>
  </message>
  <message>
   <source>compute on the CPU</source>
   <translation>在 CPU 上计算</translation>
  </message>
  <message>
   <source>damage.bank_size is {bank_size}; use 2 or more.</source>
   <translation>damage.bank_size 是 {bank_size}；请用 2 或更大的值。</translation>
  </message>
  <message>
   <source>damage.hard_crops is {hard_crops}, hard_of {hard_of}; use 0 or more and 1 or more, and name photographs in hard_names.</source>
   <translation>damage.hard_crops 是 {hard_crops}，hard_of 是 {hard_of}；请分别用不小于 0 和不小于 1 的值，并在 hard_names 中指定照片。</translation>
  </message>
  <message>
   <source>damage.hard_crops needs damage.judge: a detector's weights.</source>
   <translation>damage.hard_crops 需要 damage.judge：检测器的权重。</translation>
  </message>
  <message>
   <source>damage.hard_names {hard_names} match no photograph; use ['*'] for all.</source>
   <translation>damage.hard_names {hard_names} 不匹配任何照片；用 ['*'] 表示全部。</translation>
  </message>
  <message>
   <source>damage.mix has no kind above 0; give one, or leave all photographs whole (damage.undamaged = 1).</source>
   <translation>damage.mix 中没有大于 0 的种类；请给出一个，或让所有照片保持完好（damage.undamaged = 1）。</translation>
  </message>
  <message>
   <source>damage.mix has {name} = {odds}; use 0 or more for {known}.</source>
   <translation>damage.mix 中 {name} = {odds}；{known} 请用不小于 0 的值。</translation>
  </message>
  <message>
   <source>damage.{name} is [{low}, {high}]; use two rising numbers.</source>
   <translation>damage.{name} 是 [{low}, {high}]；请用两个递增的数。</translation>
  </message>
  <message>
   <source>damage.{name} is {share}; use a share in [0, 1].</source>
   <translation>damage.{name} 是 {share}；请用 [0, 1] 内的比例。</translation>
  </message>
  <message>
   <source>data.crop_px is {crop_px}; the centre stage takes {window_px}.</source>
   <translation>data.crop_px 是 {crop_px}；中心阶段要求 {window_px}。</translation>
  </message>
  <message>
   <source>data.crop_px is {crop_px}; use a multiple of 8 from 16 up.</source>
   <translation>data.crop_px 是 {crop_px}；请用不小于 16 的 8 的倍数。</translation>
  </message>
  <message>
   <source>data.crop_px is {crop_px}; use a multiple of {multiple_px}.</source>
   <translation>data.crop_px 是 {crop_px}；请用 {multiple_px} 的倍数。</translation>
  </message>
  <message>
   <source>data.crop_px is {crop_px}; use a multiple of {multiple} (network.depth {depth}).</source>
   <translation>data.crop_px 是 {crop_px}；请用 {multiple} 的倍数（network.depth {depth}）。</translation>
  </message>
  <message>
   <source>data.crop_px is {window_px}; use a power of two from 32 up.</source>
   <translation>data.crop_px 是 {window_px}；请用不小于 32 的 2 的幂。</translation>
  </message>
  <message>
   <source>data.windows_px is [{low}, {high}]; use two sides from crop_px ({crop_px}) up.</source>
   <translation>data.windows_px 是 [{low}, {high}]；请用两个不小于 crop_px（{crop_px}）的边长。</translation>
  </message>
  <message>
   <source>did you mean {close}?</source>
   <translation>您是指 {close} 吗？</translation>
  </message>
  <message>
   <source>go on with the earlier run</source>
   <translation>继续先前的运行</translation>
  </message>
  <message>
   <source>header</source>
   <translation>文件头</translation>
  </message>
  <message>
   <source>holes laid over photographs of 8 to 10 megapixels</source>
   <translation>在 800 万至 1000 万像素照片上放置的空洞</translation>
  </message>
  <message>
   <source>holes.bank_size is {bank_size}; use 1 or more.</source>
   <translation>holes.bank_size 是 {bank_size}；请用 1 或更大的值。</translation>
  </message>
  <message>
   <source>holes.large_rate is {rate}; use a share in [0, 1], and name the shapes in holes.large.</source>
   <translation>holes.large_rate 是 {rate}；请用 [0, 1] 内的比例，并在 holes.large 中指定形状。</translation>
  </message>
  <message>
   <source>holes.mix names {unknown}; use some of {allowed}.</source>
   <translation>holes.mix 指定了 {unknown}；请用 {allowed} 中的一些。</translation>
  </message>
  <message>
   <source>holes.{name} is [{low}, {high}]; use two rising numbers in [0, 1].</source>
   <translation>holes.{name} 是 [{low}, {high}]；请用 [0, 1] 内两个递增的数。</translation>
  </message>
  <message>
   <source>import a checkpoint of {family}</source>
   <translation>导入 {family} 的检查点</translation>
  </message>
  <message>
   <source>install the model {model}</source>
   <translation>安装模型 {model}</translation>
  </message>
  <message>
   <source>it does not begin with an image header</source>
   <translation>它不以图像头开头</translation>
  </message>
  <message>
   <source>it does not start as a JPEG does</source>
   <translation>它的开头不像 JPEG</translation>
  </message>
  <message>
   <source>it does not start as a PNG does</source>
   <translation>它的开头不像 PNG</translation>
  </message>
  <message>
   <source>it does not start as a TIFF does</source>
   <translation>它的开头不像 TIFF</translation>
  </message>
  <message>
   <source>it failed before</source>
   <translation>它先前失败了</translation>
  </message>
  <message>
   <source>it has {channels} colour channels; 1, 3 or 4 can be read</source>
   <translation>它有 {channels} 个颜色通道；只能读取 1、3 或 4 个</translation>
  </message>
  <message>
   <source>it has {samples} channels and needs {channels}</source>
   <translation>它有 {samples} 个通道，需要 {channels} 个</translation>
  </message>
  <message>
   <source>it holds no merged image</source>
   <translation>它不含合并图像</translation>
  </message>
  <message>
   <source>it holds no picture</source>
   <translation>它不含图像</translation>
  </message>
  <message>
   <source>it holds no pixels</source>
   <translation>它不含像素</translation>
  </message>
  <message>
   <source>it is a folder; name a file</source>
   <translation>它是文件夹；请指定文件</translation>
  </message>
  <message>
   <source>it is cut short</source>
   <translation>它被截断了</translation>
  </message>
  <message>
   <source>it lists {count} of {expected} pieces of its pixels</source>
   <translation>它列出了 {expected} 块像素中的 {count} 块</translation>
  </message>
  <message>
   <source>it needs PyTorch, which this installation does not have.</source>
   <translation>它需要 PyTorch，而此安装没有。</translation>
  </message>
  <message>
   <source>its TIFF version {version} is unknown</source>
   <translation>它的 TIFF 版本 {version} 未知</translation>
  </message>
  <message>
   <source>its colour profile cannot be read</source>
   <translation>无法读取其颜色特性文件</translation>
  </message>
  <message>
   <source>its colour type {colour_type} with {bit_depth} bits does not exist</source>
   <translation>它的颜色类型 {colour_type} 与 {bit_depth} 位的组合不存在</translation>
  </message>
  <message>
   <source>its compression {packing} is unknown</source>
   <translation>它的压缩方式 {packing} 未知</translation>
  </message>
  <message>
   <source>its family {family!r} is not known; install the package that brings it.</source>
   <translation>其系列 {family!r} 未知；请安装提供它的软件包。</translation>
  </message>
  <message>
   <source>its header and its pixels differ</source>
   <translation>它的文件头与像素不符</translation>
  </message>
  <message>
   <source>its header and its pixels differ in size</source>
   <translation>它的文件头与像素大小不符</translation>
  </message>
  <message>
   <source>its header is cut short</source>
   <translation>它的文件头被截断了</translation>
  </message>
  <message>
   <source>its header is longer than 64 MB</source>
   <translation>它的文件头超过 64 MB</translation>
  </message>
  <message>
   <source>its header makes no sense</source>
   <translation>它的文件头没有意义</translation>
  </message>
  <message>
   <source>its links lead in a circle; name the file itself</source>
   <translation>它的链接循环往复；请指定文件本身</translation>
  </message>
  <message>
   <source>its merged image is too large</source>
   <translation>它的合并图像太大</translation>
  </message>
  <message>
   <source>its metadata is larger than 256 MB</source>
   <translation>它的元数据超过 256 MB</translation>
  </message>
  <message>
   <source>its output is gone</source>
   <translation>它的结果不见了</translation>
  </message>
  <message>
   <source>its palette is incomplete</source>
   <translation>它的调色板不完整</translation>
  </message>
  <message>
   <source>its palette is missing or makes no sense</source>
   <translation>它的调色板缺失或没有意义</translation>
  </message>
  <message>
   <source>its picture does not start as a JPEG XL does</source>
   <translation>它的图像开头不像 JPEG XL</translation>
  </message>
  <message>
   <source>its pixels are cut short</source>
   <translation>它的像素被截断了</translation>
  </message>
  <message>
   <source>its pixels are of type {dtype}</source>
   <translation>它的像素类型是 {dtype}</translation>
  </message>
  <message>
   <source>its pixels cannot be decoded</source>
   <translation>它的像素无法解码</translation>
  </message>
  <message>
   <source>its resources are larger than 64 MB</source>
   <translation>它的资源超过 64 MB</translation>
  </message>
  <message>
   <source>its tags lie over each other</source>
   <translation>它的标签互相重叠</translation>
  </message>
  <message>
   <source>its tags lie over its pixels</source>
   <translation>它的标签与像素重叠</translation>
  </message>
  <message>
   <source>its tiles of {segment} pixels make no sense</source>
   <translation>它的 {segment} 像素的图块没有意义</translation>
  </message>
  <message>
   <source>its transparent colour makes no sense</source>
   <translation>它的透明色没有意义</translation>
  </message>
  <message>
   <source>its {samples} channels have {bits} bits; all must have the same</source>
   <translation>它的 {samples} 个通道位数为 {bits}；必须全部相同</translation>
  </message>
  <message>
   <source>known are: {known}.</source>
   <translation>已知的有：{known}。</translation>
  </message>
  <message>
   <source>let edges come from the original</source>
   <translation>采用原图的边缘</translation>
  </message>
  <message>
   <source>look into its subfolders too</source>
   <translation>也查看子文件夹</translation>
  </message>
  <message>
   <source>look.{name} is {value}; use a share in [0, 1].</source>
   <translation>look.{name} 是 {value}；请用 [0, 1] 内的比例。</translation>
  </message>
  <message>
   <source>losses.blank is {blank}; use a share in [0, 1].</source>
   <translation>losses.blank 是 {blank}；请用 [0, 1] 内的比例。</translation>
  </message>
  <message>
   <source>losses.consistency compares {width} channels with VGG's {layer_channels}; set it to 0, or network.channels to {fitting}.</source>
   <translation>losses.consistency 把 {width} 个通道与 VGG 的 {layer_channels} 个比较；请把它设为 0，或把 network.channels 设为 {fitting}。</translation>
  </message>
  <message>
   <source>losses.generator_every is {generator_every}; use 1 (every step) or more.</source>
   <translation>losses.generator_every 是 {generator_every}；请用 1（每一步）或更大的值。</translation>
  </message>
  <message>
   <source>losses.predicted needs an edge generator; start from its weights.</source>
   <translation>losses.predicted 需要边缘生成器；请从它的权重开始。</translation>
  </message>
  <message>
   <source>losses.{name} is {value}; use 1 (every step) or more.</source>
   <translation>losses.{name} 是 {value}；请用 1（每一步）或更大的值。</translation>
  </message>
  <message>
   <source>losses.{name} is {value}; use a share in [0, 1].</source>
   <translation>losses.{name} 是 {value}；请用 [0, 1] 内的比例。</translation>
  </message>
  <message>
   <source>made</source>
   <translation>创建</translation>
  </message>
  <message>
   <source>model</source>
   <translation>模型</translation>
  </message>
  <message>
   <source>model family</source>
   <translation>模型系列</translation>
  </message>
  <message>
   <source>network.kept is {kept}; use a share above 0, up to 1.</source>
   <translation>network.kept 是 {kept}；请用大于 0、至多 1 的比例。</translation>
  </message>
  <message>
   <source>network.local_px is {local_px}; use at most data.crop_px ({crop_px}).</source>
   <translation>network.local_px 是 {local_px}；至多用 data.crop_px（{crop_px}）。</translation>
  </message>
  <message>
   <source>no frame header comes before the pixels</source>
   <translation>像素之前没有帧头</translation>
  </message>
  <message>
   <source>no mask</source>
   <translation>没有蒙版</translation>
  </message>
  <message>
   <source>of an unknown kind</source>
   <translation>未知种类的文件</translation>
  </message>
  <message>
   <source>one of {choices}</source>
   <translation>{choices} 之一</translation>
  </message>
  <message>
   <source>palettes</source>
   <translation>调色板</translation>
  </message>
  <message>
   <source>permission is denied; change the file's or folder's permissions or use another</source>
   <translation>没有权限；请更改文件或文件夹的权限，或使用另一个</translation>
  </message>
  <message>
   <source>project</source>
   <translation>项目</translation>
  </message>
  <message>
   <source>read</source>
   <translation>读取</translation>
  </message>
  <message>
   <source>remove {model}</source>
   <translation>移除 {model}</translation>
  </message>
  <message>
   <source>removed</source>
   <translation>删除</translation>
  </message>
  <message>
   <source>replace what is there</source>
   <translation>替换已有的文件</translation>
  </message>
  <message>
   <source>schedule.ema_decay is {ema_decay}; use [0, 1).</source>
   <translation>schedule.ema_decay 是 {ema_decay}；请用 [0, 1) 内的值。</translation>
  </message>
  <message>
   <source>schedule.final_learning_rate is {final_learning_rate}; use more than 0 and at most learning_rate ({learning_rate}).</source>
   <translation>schedule.final_learning_rate 是 {final_learning_rate}；请用大于 0、至多为 learning_rate（{learning_rate}）的值。</translation>
  </message>
  <message>
   <source>schedule.{name} is {value}; use 1 or more.</source>
   <translation>schedule.{name} 是 {value}；请用 1 或更大的值。</translation>
  </message>
  <message>
   <source>sha256 is {found:.12}…, the card says {expected:.12}…</source>
   <translation>sha256 是 {found:.12}…，卡片上是 {expected:.12}…</translation>
  </message>
  <message>
   <source>step {step}, {rate:.1f} samples/s</source>
   <translation>第 {step} 步，{rate:.1f} 样本/秒</translation>
  </message>
  <message>
   <source>tensor {empty} holds no values; the file is damaged.</source>
   <translation>张量 {empty} 没有数值；文件已损坏。</translation>
  </message>
  <message>
   <source>tensor {key} and {more} more do not belong to the {network}.</source>
   <translation>张量 {key} 及另外 {more} 个不属于 {network}。</translation>
  </message>
  <message>
   <source>tensor {key} does not belong to the {network}.</source>
   <translation>张量 {key} 不属于 {network}。</translation>
  </message>
  <message>
   <source>tensor {key} has singular values from {smallest:.4g} to {largest:.4g}; the published layout normalises by one among them, so that this model cannot be written in it.</source>
   <translation>张量 {key} 的奇异值从 {smallest:.4g} 到 {largest:.4g}；已发布的布局按其中之一归一化，因此无法以该布局写出此模型。</translation>
  </message>
  <message>
   <source>tensor {key} holds values that are not numbers.</source>
   <translation>张量 {key} 含有非数值。</translation>
  </message>
  <message>
   <source>tensor {key} of the {network} has shape {actual}; expected {shape}.</source>
   <translation>{network} 的张量 {key} 形状为 {actual}；应为 {shape}。</translation>
  </message>
  <message>
   <source>tensor {key} of the {network} is missing, and {more} more.</source>
   <translation>缺少 {network} 的张量 {key} 及另外 {more} 个。</translation>
  </message>
  <message>
   <source>tensor {key} of the {network} is missing.</source>
   <translation>缺少 {network} 的张量 {key}。</translation>
  </message>
  <message>
   <source>tensor {key} should count pixels, but holds other than ones.</source>
   <translation>张量 {key} 应为像素计数，却含有非 1 的值。</translation>
  </message>
  <message>
   <source>tensor {own} is missing beside {key}.</source>
   <translation>{key} 旁缺少张量 {own}。</translation>
  </message>
  <message>
   <source>tensors {own} and {key} should be one, but differ.</source>
   <translation>张量 {own} 与 {key} 应当相同，却不一致。</translation>
  </message>
  <message>
   <source>the check sum of a {chunk} chunk is wrong</source>
   <translation>{chunk} 数据块的校验和不对</translation>
  </message>
  <message>
   <source>the disk is full; free some space or write to another disk</source>
   <translation>磁盘已满；请腾出空间或写到另一个磁盘</translation>
  </message>
  <message>
   <source>the disk is read-only; write to another disk</source>
   <translation>磁盘是只读的；请写到另一个磁盘</translation>
  </message>
  <message>
   <source>the disk quota is used up; free some space or write to another disk</source>
   <translation>磁盘配额已用完；请腾出空间或写到另一个磁盘</translation>
  </message>
  <message>
   <source>the disk reports an error; use another copy of the file or another disk</source>
   <translation>磁盘报告错误；请使用文件的另一份副本或另一个磁盘</translation>
  </message>
  <message>
   <source>the encoder's file is of an unknown kind</source>
   <translation>编码器的文件种类未知</translation>
  </message>
  <message>
   <source>the encoder's header is of an unknown kind</source>
   <translation>编码器的文件头种类未知</translation>
  </message>
  <message>
   <source>the extended part of the XMP data</source>
   <translation>XMP 数据的扩展部分</translation>
  </message>
  <message>
   <source>the file system cannot hold a file of this size; write to another disk</source>
   <translation>文件系统容不下这么大的文件；请写到另一个磁盘</translation>
  </message>
  <message>
   <source>the frame header is cut short</source>
   <translation>帧头被截断了</translation>
  </message>
  <message>
   <source>the light level</source>
   <translation>亮度级</translation>
  </message>
  <message>
   <source>the mask changed</source>
   <translation>蒙版变了</translation>
  </message>
  <message>
   <source>the mastering display</source>
   <translation>母版显示信息</translation>
  </message>
  <message>
   <source>the model changed from {model}</source>
   <translation>模型不再是 {model}</translation>
  </message>
  <message>
   <source>the name contains a character that the system does not allow; rename it</source>
   <translation>名称含有系统不允许的字符；请改名</translation>
  </message>
  <message>
   <source>the name is longer than the system allows (usually 255 bytes); shorten it</source>
   <translation>名称超过系统允许的长度（通常为 255 字节）；请缩短</translation>
  </message>
  <message>
   <source>the photo changed</source>
   <translation>照片变了</translation>
  </message>
  <message>
   <source>the run before ended while it was in work</source>
   <translation>上次运行在处理它时中断了</translation>
  </message>
  <message>
   <source>the settings changed</source>
   <translation>设置变了</translation>
  </message>
  <message>
   <source>the system does not permit it; change the permissions or use another folder</source>
   <translation>系统不允许；请更改权限或使用另一个文件夹</translation>
  </message>
  <message>
   <source>the {network} ({file}) is needed</source>
   <translation>需要的是 {network}（{file}）</translation>
  </message>
  <message>
   <source>there is no such file; check the name and the folder</source>
   <translation>没有这个文件；请检查名称和文件夹</translation>
  </message>
  <message>
   <source>this is not a whole {network}: {kind}: {error}.</source>
   <translation>这不是完整的 {network}：{kind}：{error}。</translation>
  </message>
  <message>
   <source>too many files are open; close other programs and try again</source>
   <translation>打开的文件太多；请关闭其他程序后再试</translation>
  </message>
  <message>
   <source>torch {version} finds no usable GPU; check the driver with 'nvidia-smi', or {remedy}.</source>
   <translation>torch {version} 找不到可用的 GPU；请用“nvidia-smi”检查驱动，或{remedy}。</translation>
  </message>
  <message>
   <source>torch {version} is built without GPU support; install a CUDA build of torch, or {remedy}.</source>
   <translation>torch {version} 编译时没有 GPU 支持；请安装 CUDA 版的 torch，或{remedy}。</translation>
  </message>
  <message>
   <source>true or false</source>
   <translation>true 或 false</translation>
  </message>
  <message>
   <source>try again when the network is back</source>
   <translation>等网络恢复后再试</translation>
  </message>
  <message>
   <source>validation photographs, 256 px</source>
   <translation>验证照片，256 像素</translation>
  </message>
  <message>
   <source>what another program keeps behind the end of the JPEG</source>
   <translation>其他程序存放在 JPEG 结尾之后的内容</translation>
  </message>
  <message>
   <source>work on fewer photos at once</source>
   <translation>减少同时处理的照片</translation>
  </message>
  <message>
   <source>written</source>
   <translation>写入</translation>
  </message>
  <message>
   <source>{brightest} of {white}</source>
   <translation>{brightest}（最大 {white}）</translation>
  </message>
  <message>
   <source>{count:,} done already</source>
   <translation>{count:,} 张已经完成</translation>
  </message>
  <message>
   <source>{count:,} failed</source>
   <translation>{count:,} 张失败</translation>
  </message>
  <message>
   <source>{count:,} of them again</source>
   <translation>其中 {count:,} 张重做</translation>
  </message>
  <message>
   <source>{count:,} refused</source>
   <translation>{count:,} 张被拒绝处理</translation>
  </message>
  <message>
   <source>{count:,} rejected</source>
   <translation>{count:,} 张被退回</translation>
  </message>
  <message>
   <source>{count:,} restored</source>
   <translation>{count:,} 张已修复</translation>
  </message>
  <message>
   <source>{count:,} to restore</source>
   <translation>{count:,} 张待修复</translation>
  </message>
  <message>
   <source>{count:,} with nothing to do</source>
   <translation>{count:,} 张无需处理</translation>
  </message>
  <message>
   <source>{count:,} without a mask</source>
   <translation>{count:,} 张没有蒙版</translation>
  </message>
  <message>
   <source>{counts}.</source>
   <translation>{counts}.</translation>
  </message>
  <message>
   <source>{done} of {total}, {per_minute:.0f} photos/min</source>
   <translation>{done}/{total}，每分钟 {per_minute:.0f} 张照片</translation>
  </message>
  <message>
   <source>{entry_count} entries are too many for a project.</source>
   <translation>{entry_count} 个条目对项目来说太多。</translation>
  </message>
  <message>
   <source>{entry} does not exist; give a folder, a tar file or an .flist.</source>
   <translation>{entry} 不存在；请给出文件夹、tar 文件或 .flist。</translation>
  </message>
  <message>
   <source>{entry} holds no photograph; JPEG, PNG, WebP, TIFF or tar.</source>
   <translation>{entry} 不含照片；应为 JPEG、PNG、WebP、TIFF 或 tar。</translation>
  </message>
  <message>
   <source>{extra} extra channels of the file were left out.</source>
   <translation>已略去文件的 {extra} 个额外通道。</translation>
  </message>
  <message>
   <source>{family} has no stage {stage!r}; stages: {stages}.</source>
   <translation>{family} 没有阶段 {stage!r}；阶段有：{stages}。</translation>
  </message>
  <message>
   <source>{family} takes no {role!r} file; it takes: {known}.</source>
   <translation>{family} 不需要 {role!r} 文件；它需要：{known}。</translation>
  </message>
  <message>
   <source>{family} {stage} has no rehearsal; train it on photographs.</source>
   <translation>{family} {stage} 没有预演；请用照片训练。</translation>
  </message>
  <message>
   <source>{fault}</source>
   <translation>{fault}</translation>
  </message>
  <message>
   <source>{fault} The default is used.</source>
   <translation>{fault} 使用默认值。</translation>
  </message>
  <message>
   <source>{field} is {value}; give names with numbers, texts, true or false.</source>
   <translation>{field} 是 {value}；请给出名称及其数、文本、true 或 false。</translation>
  </message>
  <message>
   <source>{field} is {value}; it can be {range}.</source>
   <translation>{field} 是 {value}；它可以是 {range}。</translation>
  </message>
  <message>
   <source>{field} is {value}; name a model, or auto.</source>
   <translation>{field} 是 {value}；请指定模型，或 auto。</translation>
  </message>
  <message>
   <source>{file} was not expected after {family}; say which file it is with an option, or give the files without the family.</source>
   <translation>{family} 之后不该有 {file}；请用选项说明它是哪个文件，或不写模型系列而只给出文件。</translation>
  </message>
  <message>
   <source>{finder}</source>
   <translation>{finder}</translation>
  </message>
  <message>
   <source>{first} and {second} would be one file; choose two names.</source>
   <translation>{first} 和 {second} 会成为同一个文件；请取两个名称。</translation>
  </message>
  <message>
   <source>{flist} is no list of paths in UTF-8 ({error}); save it in that encoding.</source>
   <translation>{flist} 不是 UTF-8 的路径列表（{error}）；请用该编码保存。</translation>
  </message>
  <message>
   <source>{flist} names {path}, which does not exist; correct the list.</source>
   <translation>{flist} 列出了 {path}，但它不存在；请更正列表。</translation>
  </message>
  <message>
   <source>{folder} cannot be made a folder ({reason}); name another folder for the report.</source>
   <translation>无法创建文件夹 {folder}（{reason}）；请为报告指定另一个文件夹。</translation>
  </message>
  <message>
   <source>{folder} cannot be removed: {reason}.</source>
   <translation>无法移除 {folder}：{reason}。</translation>
  </message>
  <message>
   <source>{folder} cannot be written ({reason}); free some space, change its permissions, or set INPAINT_STUDIO_MODELS to another folder.</source>
   <translation>无法写入 {folder}（{reason}）；请腾出空间、更改其权限，或将 INPAINT_STUDIO_MODELS 设为其他文件夹。</translation>
  </message>
  <message>
   <source>{folder} cannot be written to; name another folder for the report.</source>
   <translation>无法写入 {folder}；请为报告指定另一个文件夹。</translation>
  </message>
  <message>
   <source>{folder} cannot be written: {reason}.</source>
   <translation>无法写入 {folder}：{reason}。</translation>
  </message>
  <message>
   <source>{folder} holds a difference for tensor {key} of shape {shape}, which the network does not have; import {name} again.</source>
   <translation>{folder} 含有张量 {key}（形状 {shape}）的差值，而网络没有它；请重新导入 {name}。</translation>
  </message>
  <message>
   <source>{folder} holds no photograph with a mask NAME{suffix}.</source>
   <translation>{folder} 中没有带蒙版“名称{suffix}”的照片。</translation>
  </message>
  <message>
   <source>{folder} holds no photograph.</source>
   <translation>{folder} 不含照片。</translation>
  </message>
  <message>
   <source>{folder} holds no tar file of shapes such as scratches.tar.</source>
   <translation>{folder} 中没有 scratches.tar 之类的形状 tar 文件。</translation>
  </message>
  <message>
   <source>{folder} holds results of a batch; it is left out.</source>
   <translation>{folder} 含有批处理的结果，已略过。</translation>
  </message>
  <message>
   <source>{folder} is no folder; make it first.</source>
   <translation>{folder} 不是文件夹；请先创建它。</translation>
  </message>
  <message>
   <source>{folder} is not a folder; --masks takes a folder, --mask a file.</source>
   <translation>{folder} 不是文件夹；--masks 接受文件夹，--mask 接受文件。</translation>
  </message>
  <message>
   <source>{folder} is not a folder; {option} takes a folder.</source>
   <translation>{folder} 不是文件夹；{option} 接受文件夹。</translation>
  </message>
  <message>
   <source>{folder} lacks {name} or its mask {name}.mask.png.</source>
   <translation>{folder} 中缺少 {name} 或其蒙版 {name}.mask.png。</translation>
  </message>
  <message>
   <source>{folder} leads to a folder that was read already; it is left out.</source>
   <translation>{folder} 指向已读过的文件夹，已略过。</translation>
  </message>
  <message>
   <source>{folder} lists no {absent} file; import the model again.</source>
   <translation>{folder} 没有列出 {absent} 文件；请重新导入模型。</translation>
  </message>
  <message>
   <source>{folder} names the model {model!r}; rename the folder so.</source>
   <translation>{folder} 中的模型名为 {model!r}；请将文件夹改成此名。</translation>
  </message>
  <message>
   <source>{former} and {path} have one stem, by which photos and masks are paired; rename one of them.</source>
   <translation>{former} 和 {path} 的主名相同，而照片和蒙版按主名配对；请给其中一个改名。</translation>
  </message>
  <message>
   <source>{former} and {photo} would both be written to {output}; restore them into different folders.</source>
   <translation>{former} 和 {photo} 都会写到 {output}；请把它们修复到不同的文件夹。</translation>
  </message>
  <message>
   <source>{graph} cannot be run with the weights of {weights}; install the model again.</source>
   <translation>{graph} 无法用 {weights} 的权重运行；请重新安装模型。</translation>
  </message>
  <message>
   <source>{images} holds no photograph of {smallest} to {largest} megapixels.</source>
   <translation>{images} 不含 {smallest} 到 {largest} 百万像素的照片。</translation>
  </message>
  <message>
   <source>{images} holds no photograph; name a folder of photographs.</source>
   <translation>{images} 不含照片；请指定照片文件夹。</translation>
  </message>
  <message>
   <source>{images} is no folder; give one with photographs.</source>
   <translation>{images} 不是文件夹；请给出有照片的文件夹。</translation>
  </message>
  <message>
   <source>{key}: its spectral norm is {sigma}; the file is damaged.</source>
   <translation>{key}：它的谱范数是 {sigma}；文件已损坏。</translation>
  </message>
  <message>
   <source>{kind} is no lettering; use {drawn}.</source>
   <translation>{kind} 不是文字类；请用 {drawn}。</translation>
  </message>
  <message>
   <source>{label}: {sample}</source>
   <translation>{label}：{sample}</translation>
  </message>
  <message>
   <source>{least} to {most}</source>
   <translation>{least} 到 {most}</translation>
  </message>
  <message>
   <source>{least} to {most} {unit}</source>
   <translation>{least} 到 {most} {unit}</translation>
  </message>
  <message>
   <source>{left_out} previews in the file still showed the old photo and were left out.</source>
   <translation>文件中的 {left_out} 个预览仍显示旧照片，已略去。</translation>
  </message>
  <message>
   <source>{mask} cannot be read.</source>
   <translation>无法读取 {mask}。</translation>
  </message>
  <message>
   <source>{mask} has no pixel of label {label}; it has {found}.</source>
   <translation>{mask} 没有标签为 {label} 的像素；它有 {found}。</translation>
  </message>
  <message>
   <source>{model}</source>
   <translation>{model}</translation>
  </message>
  <message>
   <source>{model} has {count} files; give the folder that holds them.</source>
   <translation>{model} 有 {count} 个文件；请给出它们所在的文件夹。</translation>
  </message>
  <message>
   <source>{model} on {photo}: {error}</source>
   <translation>{model} 处理 {photo} 时：{error}</translation>
  </message>
  <message>
   <source>{model} was not installed; the licence was not accepted.</source>
   <translation>未安装 {model}；许可未被接受。</translation>
  </message>
  <message>
   <source>{name!r} cannot be trained; families: {families}.</source>
   <translation>{name!r} 不能训练；模型系列有：{families}。</translation>
  </message>
  <message>
   <source>{name!r} is no kind of damage; choose from {choices}, or all.</source>
   <translation>{name!r} 不是损伤种类；请从 {choices} 中选择，或选择 all。</translation>
  </message>
  <message>
   <source>{named} is no folder; name the folder of the perceptual weights.</source>
   <translation>{named} 不是文件夹；请指定感知权重文件夹。</translation>
  </message>
  <message>
   <source>{names} claim one mask, {mask}; name their masks {better}.</source>
   <translation>{names} 都对应同一个蒙版 {mask}；请把它们的蒙版命名为 {better}。</translation>
  </message>
  <message>
   <source>{names} would be one file in the output folder; rename one of them.</source>
   <translation>{names} 在输出文件夹中会成为同一个文件；请给其中一个改名。</translation>
  </message>
  <message>
   <source>{name} cannot run on arrays of {size}: {reason}</source>
   <translation>{name} 无法处理大小为 {size} 的数组：{reason}</translation>
  </message>
  <message>
   <source>{name} has no pixel of colour {colour}; paint the hole in exactly that colour and save without loss.</source>
   <translation>{name} 没有颜色为 {colour} 的像素；请用完全相同的颜色涂出空洞，并以无损方式保存。</translation>
  </message>
  <message>
   <source>{name} has {value_count} values; it takes {argument_count}.</source>
   <translation>{name} 有 {value_count} 个值；它接受 {argument_count} 个。</translation>
  </message>
  <message>
   <source>{name} is no option; {hint}</source>
   <translation>{name} 不是选项；{hint}</translation>
  </message>
  <message>
   <source>{name} is {value!r}; it must be a list.</source>
   <translation>{name} 为 {value!r}；必须是列表。</translation>
  </message>
  <message>
   <source>{name} is {value!r}; it must be a table of numbers.</source>
   <translation>{name} 是 {value!r}；它必须是数的表。</translation>
  </message>
  <message>
   <source>{name} is {value!r}; it must be a table.</source>
   <translation>{name} 是 {value!r}；它必须是表。</translation>
  </message>
  <message>
   <source>{name} is {value!r}; it must be of type {wanted}.</source>
   <translation>{name} 为 {value!r}；类型必须为 {wanted}。</translation>
  </message>
  <message>
   <source>{name} is {value!r}; use one of {allowed}.</source>
   <translation>{name} 是 {value!r}；请用 {allowed} 之一。</translation>
  </message>
  <message>
   <source>{name}{suffix} has shape {u_shape}; expected ({length},).</source>
   <translation>{name}{suffix} 的形状为 {u_shape}；应为（{length},）。</translation>
  </message>
  <message>
   <source>{name}{suffix} is missing beside {name}{weight}.</source>
   <translation>{name}{weight} 旁缺少 {name}{suffix}。</translation>
  </message>
  <message>
   <source>{name}{weight}: its spectral norm is {norm}; the file is damaged.</source>
   <translation>{name}{weight}：其谱范数为 {norm}；文件已损坏。</translation>
  </message>
  <message>
   <source>{other_count} extra channels of the file were left out.</source>
   <translation>已略去文件的 {other_count} 个额外通道。</translation>
  </message>
  <message>
   <source>{output} holds the folder of the photos, so that results could fall on them; name an output folder beside it.</source>
   <translation>{output} 含有照片文件夹，结果可能写到照片上；请在它旁边指定输出文件夹。</translation>
  </message>
  <message>
   <source>{output} is a file; for several photos give a folder.</source>
   <translation>{output} 是文件；多张照片请给出文件夹。</translation>
  </message>
  <message>
   <source>{output} is a file; name a folder for the results.</source>
   <translation>{output} 是文件；请为结果指定文件夹。</translation>
  </message>
  <message>
   <source>{output} is no name for a mark; let it end in .png.</source>
   <translation>{output} 不能作水印的名称；请让它以 .png 结尾。</translation>
  </message>
  <message>
   <source>{output} is no name for a mask; let it end in .png.</source>
   <translation>{output} 不能作蒙版的名称；请让它以 .png 结尾。</translation>
  </message>
  <message>
   <source>{output} is not empty; {resume}, {overwrite}, or name another folder.</source>
   <translation>{output} 不是空的；请{resume}、{overwrite}，或指定另一个文件夹。</translation>
  </message>
  <message>
   <source>{output} is the folder of the photos themselves, which are never written over; name another output folder.</source>
   <translation>{output} 就是照片所在的文件夹，照片绝不会被覆盖；请指定另一个输出文件夹。</translation>
  </message>
  <message>
   <source>{output} is there already and was not written by a batch; {remedy}, or move it away.</source>
   <translation>{output} 已经存在，且不是由批处理写入的；请{remedy}，或把它移走。</translation>
  </message>
  <message>
   <source>{output} was changed since it was written ({reason}); {remedy}, or move it away.</source>
   <translation>{output} 在写入之后被改动过（{reason}）；请{remedy}，或把它移走。</translation>
  </message>
  <message>
   <source>{output} would be written over {input}, which is read; choose another name.</source>
   <translation>{output} 会覆盖要读取的 {input}；请另取名称。</translation>
  </message>
  <message>
   <source>{path} and its mask differ in size.</source>
   <translation>{path} 与其蒙版大小不同。</translation>
  </message>
  <message>
   <source>{path} and {other} are both the {finding}; give one.</source>
   <translation>{path} 和 {other} 都是 {finding}；请只给一个。</translation>
  </message>
  <message>
   <source>{path} cannot be a BMP: it would pass 4 GB; write a PNG or TIFF.</source>
   <translation>{path} 无法存为 BMP：会超过 4 GB；请写为 PNG 或 TIFF。</translation>
  </message>
  <message>
   <source>{path} cannot be a JPEG: {size} pixels, the limit is {max_side_px} a side; write a PNG or TIFF.</source>
   <translation>{path} 无法存为 JPEG：{size} 像素，每边上限为 {max_side_px}；请写为 PNG 或 TIFF。</translation>
  </message>
  <message>
   <source>{path} cannot be a PNG: {size} pixels, the limit is {max_side_px} a side; write a TIFF.</source>
   <translation>{path} 无法存为 PNG：{size} 像素，每边上限为 {max_side_px}；请写为 TIFF。</translation>
  </message>
  <message>
   <source>{path} cannot be a WebP: {pixels_size} pixels, the limit is {max_side_px} a side; write a PNG or TIFF.</source>
   <translation>{path} 无法存为 WebP：{pixels_size} 像素，每边上限为 {max_side_px}；请写为 PNG 或 TIFF。</translation>
  </message>
  <message>
   <source>{path} cannot be loaded ({error}); reinstall it.</source>
   <translation>无法加载 {path}（{error}）；请重新安装。</translation>
  </message>
  <message>
   <source>{path} cannot be read ({reason}).</source>
   <translation>无法读取 {path}（{reason}）。</translation>
  </message>
  <message>
   <source>{path} cannot be read ({reason}); recipes: {recipes}.</source>
   <translation>无法读取 {path}（{reason}）；配方有：{recipes}。</translation>
  </message>
  <message>
   <source>{path} cannot be read as CSV: {error}.</source>
   <translation>无法把 {path} 作为 CSV 读取：{error}。</translation>
  </message>
  <message>
   <source>{path} cannot be read as PyTorch weights: it is damaged, incomplete or of another kind; fetch it again.</source>
   <translation>{path} 无法作为 PyTorch 权重读取：它已损坏、不完整或属于其他种类；请重新获取。</translation>
  </message>
  <message>
   <source>{path} cannot be read as an ONNX file ({error}).</source>
   <translation>无法把 {path} 作为 ONNX 文件读取（{error}）。</translation>
  </message>
  <message>
   <source>{path} cannot be read: {reason}.</source>
   <translation>无法读取 {path}：{reason}。</translation>
  </message>
  <message>
   <source>{path} cannot be read: {reason}; check the file.</source>
   <translation>无法读取 {path}：{reason}；请检查该文件。</translation>
  </message>
  <message>
   <source>{path} cannot be read: {reason}; install or import {model} again.</source>
   <translation>无法读取 {path}：{reason}；请重新安装或导入 {model}。</translation>
  </message>
  <message>
   <source>{path} cannot be written: masks are PNG files; let its name end in .png.</source>
   <translation>无法写入 {path}：蒙版是 PNG 文件；文件名请以 .png 结尾。</translation>
  </message>
  <message>
   <source>{path} cannot be written: this format is only read; let the name end in .png.</source>
   <translation>无法写入 {path}：此格式只能读取；请让名称以 .png 结尾。</translation>
  </message>
  <message>
   <source>{path} cannot be written: {format} is only read; let the name end in .png.</source>
   <translation>无法写入 {path}：{format} 只能读取；请让名称以 .png 结尾。</translation>
  </message>
  <message>
   <source>{path} cannot be written: {reason}.</source>
   <translation>无法写入 {path}：{reason}。</translation>
  </message>
  <message>
   <source>{path} cannot be written: {suffix} is the suffix of no known format; use one of {suffixes}.</source>
   <translation>无法写入 {path}：{suffix} 不是已知格式的后缀；请使用 {suffixes} 之一。</translation>
  </message>
  <message>
   <source>{path} cannot be {verb}: {why}.</source>
   <translation>{path} 无法 {verb}：{why}。</translation>
  </message>
  <message>
   <source>{path} changed while it was worked on; {remedy} when nobody writes to it.</source>
   <translation>{path} 在处理时发生了变化；等没有程序写它时请{remedy}。</translation>
  </message>
  <message>
   <source>{path} claims a size of {size} pixels; the file is damaged, use another copy.</source>
   <translation>{path} 声称大小为 {size} 像素；文件已损坏，请使用其他副本。</translation>
  </message>
  <message>
   <source>{path} claims {size} pixels in {bytes} bytes, more than they can hold; the file is damaged, use another copy.</source>
   <translation>{path} 声称在 {bytes} 字节中有 {size} 像素，超出其容量；文件已损坏，请使用另一份副本。</translation>
  </message>
  <message>
   <source>{path} could not be encoded as PNG.</source>
   <translation>{path} 无法编码为 PNG。</translation>
  </message>
  <message>
   <source>{path} could not be fetched from {host}: {reason}; {remedy}. Address: {url}</source>
   <translation>无法从 {host} 获取 {path}：{reason}；请{remedy}。地址：{url}</translation>
  </message>
  <message>
   <source>{path} does not exist; start the run anew.</source>
   <translation>{path} 不存在；请重新开始运行。</translation>
  </message>
  <message>
   <source>{path} does not fit into memory, or it is damaged.</source>
   <translation>内存容不下 {path}，或者它已损坏。</translation>
  </message>
  <message>
   <source>{path} does not fit into memory; close other programs or scale it down.</source>
   <translation>内存容不下 {path}；请关闭其他程序或将其缩小。</translation>
  </message>
  <message>
   <source>{path} has no address to be fetched from.</source>
   <translation>{path} 没有下载地址。</translation>
  </message>
  <message>
   <source>{path} has no mask; it is left out.</source>
   <translation>{path} 没有蒙版，已略过。</translation>
  </message>
  <message>
   <source>{path} has no transparency and is no mask either; give a mark from 'watermark learn', or a mask: white on black.</source>
   <translation>{path} 没有透明度，也不是蒙版；请给出“watermark learn”得到的水印，或黑底白色的蒙版。</translation>
  </message>
  <message>
   <source>{path} has sha256 {found}…, but its card says {expected}…; install or import {model} again.</source>
   <translation>{path} 的 sha256 为 {found}…，而卡片上为 {expected}…；请重新安装或导入 {model}。</translation>
  </message>
  <message>
   <source>{path} has {size_bytes:,} bytes instead of {expected_bytes:,}; install or import the model again.</source>
   <translation>{path} 有 {size_bytes:,} 字节，而应为 {expected_bytes:,}；请重新安装或导入模型。</translation>
  </message>
  <message>
   <source>{path} has {size_bytes:,} bytes, but its card says {expected_bytes:,}; install or import {model} again.</source>
   <translation>{path} 有 {size_bytes:,} 字节，而卡片上为 {expected_bytes:,}；请重新安装或导入 {model}。</translation>
  </message>
  <message>
   <source>{path} has {size} pixels ({megapixels:,.0f} megapixels); the limit is {most:,.0f} megapixels: cut it into parts or scale it down.</source>
   <translation>{path} 有 {size} 像素（{megapixels:,.0f} 百万像素）；上限为 {most:,.0f} 百万像素：请将其分割或缩小。</translation>
  </message>
  <message>
   <source>{path} holds no Inception network (no tensor fc.weight); give the weights of the network of 2015-12-05 that FID is defined with.</source>
   <translation>{path} 不含 Inception 网络（没有张量 fc.weight）；请给出定义 FID 所用的 2015-12-05 版网络的权重。</translation>
  </message>
  <message>
   <source>{path} holds no network of a known family; these can be imported: {known}.</source>
   <translation>{path} 中没有已知系列的网络；可导入的有：{known}。</translation>
  </message>
  <message>
   <source>{path} holds no tensors by name; {needed}.</source>
   <translation>{path} 不含有名称的张量；{needed}。</translation>
  </message>
  <message>
   <source>{path} holds tensors that are sparse, quantised, complex or empty shells; get the weights as plain numbers.</source>
   <translation>{path} 含有稀疏、量化、复数或空壳的张量；请取得以普通数值保存的权重。</translation>
  </message>
  <message>
   <source>{path} holds {count} tensors of an unknown network (such as {key} {shape}); {needed}.</source>
   <translation>{path} 含有未知网络的 {count} 个张量（例如 {key} {shape}）；{needed}。</translation>
  </message>
  <message>
   <source>{path} holds {frames} pictures, of which only the first would remain; choose another name.</source>
   <translation>{path} 中有 {frames} 张图片，只会保留第一张；请另选名称。</translation>
  </message>
  <message>
   <source>{path} is a JPEG XL of CMYK colours; convert it to RGB.</source>
   <translation>{path} 是 CMYK 颜色的 JPEG XL；请转换为 RGB。</translation>
  </message>
  <message>
   <source>{path} is a Photoshop document of {bits} bits and colour mode {mode}, which cannot be read; convert it to 8 or 16 bits a channel in RGB.</source>
   <translation>{path} 是 {bits} 位、颜色模式 {mode} 的 Photoshop 文档，无法读取；请转换为每通道 8 或 16 位的 RGB。</translation>
  </message>
  <message>
   <source>{path} is a camera raw file; develop it to a 16-bit TIFF first.</source>
   <translation>{path} 是相机 RAW 文件；请先冲印为 16 位 TIFF。</translation>
  </message>
  <message>
   <source>{path} is a device; name a photo file.</source>
   <translation>{path} 是设备；请指定照片文件。</translation>
  </message>
  <message>
   <source>{path} is a folder; name a photo file.</source>
   <translation>{path} 是文件夹；请指定照片文件。</translation>
  </message>
  <message>
   <source>{path} is a folder; name one mask for every photo, or use the folder of masks.</source>
   <translation>{path} 是文件夹；请为所有照片指定一个蒙版，或使用蒙版文件夹。</translation>
  </message>
  <message>
   <source>{path} is a pickle of another kind than PyTorch weights, or damaged; it was refused, since pickles can run code.</source>
   <translation>{path} 是 PyTorch 权重以外的 pickle 文件，或已损坏；由于 pickle 可以运行代码，已拒绝。</translation>
  </message>
  <message>
   <source>{path} is a single array; give an .npz file.</source>
   <translation>{path} 是单个数组；请给出 .npz 文件。</translation>
  </message>
  <message>
   <source>{path} is an Inception of {classes} classes; FID is defined with the one of 2015-12-05, which has {known}: other weights give other figures.</source>
   <translation>{path} 是有 {classes} 个类别的 Inception；定义 FID 的是 2015-12-05 版，有 {known} 个：其他权重会得出不同的数字。</translation>
  </message>
  <message>
   <source>{path} is damaged or cut short ({why}); use another copy of the file.</source>
   <translation>{path} 已损坏或被截断（{why}）；请使用该文件的其他副本。</translation>
  </message>
  <message>
   <source>{path} is damaged or no project; open the photo itself instead.</source>
   <translation>{path} 已损坏或不是项目；请改为打开照片本身。</translation>
  </message>
  <message>
   <source>{path} is empty (0 bytes); restore it from a copy or choose another file.</source>
   <translation>{path} 是空文件（0 字节）；请从副本恢复或选择其他文件。</translation>
  </message>
  <message>
   <source>{path} is empty.</source>
   <translation>{path} 是空的。</translation>
  </message>
  <message>
   <source>{path} is missing; install or import the model again.</source>
   <translation>缺少 {path}；请重新安装或导入模型。</translation>
  </message>
  <message>
   <source>{path} is missing; the masks of {masks} belong to it.</source>
   <translation>缺少 {path}；{masks} 的蒙版属于它。</translation>
  </message>
  <message>
   <source>{path} is no file; name one mask for every photo.</source>
   <translation>{path} 不是文件；请为所有照片指定一个蒙版。</translation>
  </message>
  <message>
   <source>{path} is no mask that can be read; remove it from the folder.</source>
   <translation>{path} 不是可以读取的蒙版；请把它移出文件夹。</translation>
  </message>
  <message>
   <source>{path} is no resume state ({kind}); start anew.</source>
   <translation>{path} 不是断点状态（{kind}）；请重新开始。</translation>
  </message>
  <message>
   <source>{path} is not a folder; name a folder.</source>
   <translation>{path} 不是文件夹；请指定文件夹。</translation>
  </message>
  <message>
   <source>{path} is not a safetensors file; import {model} again.</source>
   <translation>{path} 不是 safetensors 文件；请重新导入 {model}。</translation>
  </message>
  <message>
   <source>{path} is not a whole safetensors file ({reason}); fetch or import it again.</source>
   <translation>{path} 不是完整的 safetensors 文件（{reason}）；请重新获取或导入。</translation>
  </message>
  <message>
   <source>{path} is not an .npz file of plain arrays: {error}.</source>
   <translation>{path} 不是普通数组的 .npz 文件：{error}。</translation>
  </message>
  <message>
   <source>{path} is not the Inception of FID: tensor {odd} does not fit.</source>
   <translation>{path} 不是 FID 的 Inception：张量 {odd} 不符。</translation>
  </message>
  <message>
   <source>{path} is not the photograph that its mask was drawn on.</source>
   <translation>{path} 不是绘制其蒙版时的照片。</translation>
  </message>
  <message>
   <source>{path} is not valid TOML: {error}.</source>
   <translation>{path} 不是有效的 TOML：{error}。</translation>
  </message>
  <message>
   <source>{path} is of a rare kind that cannot be read ({why}); convert it to PNG or TIFF.</source>
   <translation>{path} 是无法读取的罕见类型（{why}）；请转换为 PNG 或 TIFF。</translation>
  </message>
  <message>
   <source>{path} is of another format; this version reads format {known}.</source>
   <translation>{path} 是另一种格式；本版本读取格式 {known}。</translation>
  </message>
  <message>
   <source>{path} is the photo itself and would be overwritten; choose another name, or {remedy}.</source>
   <translation>{path} 就是照片本身，会被覆盖；请另取名称，或{remedy}。</translation>
  </message>
  <message>
   <source>{path} is the {finding} of {family}, but the other file is of {other_family}; import them one after the other.</source>
   <translation>{path} 是 {family} 的 {finding}，而另一个文件属于 {other_family}；请分别导入。</translation>
  </message>
  <message>
   <source>{path} is the {network} (as in {file}); {needed} here.</source>
   <translation>{path} 是 {network}（如同 {file}）；此处{needed}。</translation>
  </message>
  <message>
   <source>{path} is wholly transparent; it holds no mark.</source>
   <translation>{path} 完全透明；它不含水印。</translation>
  </message>
  <message>
   <source>{path} is {image_size} pixels but the photo is {wanted}; choose the original of the same size.</source>
   <translation>{path} 为 {image_size} 像素，而照片为 {wanted} 像素；请选择大小相同的原图。</translation>
  </message>
  <message>
   <source>{path} is {kind}, not a PublishedNetwork.</source>
   <translation>{path} 是 {kind}，不是 PublishedNetwork。</translation>
  </message>
  <message>
   <source>{path} is {kind}, not a Training.</source>
   <translation>{path} 是 {kind}，不是 Training。</translation>
  </message>
  <message>
   <source>{path} is {megabytes:,.0f} MB for {info_size} pixels, more than a photo of that size can need; the file is damaged, use another copy.</source>
   <translation>{path} 为 {megabytes:,.0f} MB，却只有 {info_size} 像素，超过这种大小的照片所需；文件已损坏，请使用其他副本。</translation>
  </message>
  <message>
   <source>{path} is {what}, not a photo that can be opened; convert it to one of {formats}.</source>
   <translation>{path} 是 {what}，不是可以打开的照片；请转换为 {formats} 之一。</translation>
  </message>
  <message>
   <source>{path} is {why}.</source>
   <translation>{path} 是{why}。</translation>
  </message>
  <message>
   <source>{path} line {number} is no JSON; remove the line.</source>
   <translation>{path} 第 {number} 行不是 JSON；请删除该行。</translation>
  </message>
  <message>
   <source>{path} needs about {needed:.1f} GB of memory and {free:.1f} GB are free; close other programs or scale it down.</source>
   <translation>{path} 约需 {needed:.1f} GB 内存，而空闲的有 {free:.1f} GB；请关闭其他程序或把它缩小。</translation>
  </message>
  <message>
   <source>{path} stands for {gigabytes:.1f} GB of weights in {held:,} bytes, more than they can hold; it is damaged or hostile.</source>
   <translation>{path} 以 {held:,} 字节声称 {gigabytes:.1f} GB 的权重，超出了其所能容纳的量；文件已损坏或怀有恶意。</translation>
  </message>
  <message>
   <source>{path} was changed since it was written, so it is kept; move it away first.</source>
   <translation>{path} 在写入之后被改动过，因此保留；请先把它移走。</translation>
  </message>
  <message>
   <source>{path} was not written by this batch, so it is kept; move it away first.</source>
   <translation>{path} 不是这个批次写出的，因此予以保留；请先把它移走。</translation>
  </message>
  <message>
   <source>{path} was refused: opening it would call {function}, and a file that calls code is not safe (or it is damaged); get the weights alone, as a state_dict or safetensors.</source>
   <translation>已拒绝 {path}：打开它会调用 {function}，而调用代码的文件不安全（或已损坏）；请只获取权重，即 state_dict 或 safetensors。</translation>
  </message>
  <message>
   <source>{path} would be written over {taken}, which is an input; name another output folder.</source>
   <translation>{path} 会覆盖 {taken}，而那是输入；请指定另一个输出文件夹。</translation>
  </message>
  <message>
   <source>{path} would pass 4 GB, the limit of a classic TIFF; write a PNG, or convert the photo to BigTIFF first.</source>
   <translation>{path} 会超过传统 TIFF 的 4 GB 上限；请写为 PNG，或先将照片转换为 BigTIFF。</translation>
  </message>
  <message>
   <source>{path}: larger than {max_card_bytes} bytes; not a card.</source>
   <translation>{path}：大于 {max_card_bytes} 字节；不是卡片。</translation>
  </message>
  <message>
   <source>{path}: {error}</source>
   <translation>{path}：{error}</translation>
  </message>
  <message>
   <source>{path}: {fault}</source>
   <translation>{path}：{fault}</translation>
  </message>
  <message>
   <source>{photo}</source>
   <translation>{photo}</translation>
  </message>
  <message>
   <source>{photo} and {others} more have no mask: no image called {stem}.* lies in {masks}.</source>
   <translation>{photo} 及另外 {others} 张没有蒙版：{masks} 中没有名为 {stem}.* 的图像。</translation>
  </message>
  <message>
   <source>{photo} cannot be written: the original TIFF is damaged ({why}); open and save it with another program first.</source>
   <translation>无法写入 {photo}：原 TIFF 已损坏（{why}）；请先用其他程序打开并保存它。</translation>
  </message>
  <message>
   <source>{photo} could not be restored ({kind}: {error}); this is a fault of the program, please report it.</source>
   <translation>{photo} 无法修复（{kind}：{error}）；这是程序的错误，请报告。</translation>
  </message>
  <message>
   <source>{photo} does not fit into memory; {remedy}.</source>
   <translation>{photo} 超出内存；请{remedy}。</translation>
  </message>
  <message>
   <source>{photo} has more than one mask in {folder}: {names}; keep one.</source>
   <translation>{photo} 在 {folder} 中有多个蒙版：{names}；请保留一个。</translation>
  </message>
  <message>
   <source>{photo} has no mask: no image called {stem}.* lies in {folder}.</source>
   <translation>{photo} 没有蒙版：{folder} 中没有名为 {stem}.* 的图像。</translation>
  </message>
  <message>
   <source>{photo} has no mask: no image called {stem}.* lies in {masks}.</source>
   <translation>{photo} 没有蒙版：{masks} 中没有名为 {stem}.* 的图像。</translation>
  </message>
  <message>
   <source>{photo} has no photograph of the size of its mask.</source>
   <translation>{photo} 没有与其蒙版大小相同的照片。</translation>
  </message>
  <message>
   <source>{photo} has several masks: {listed}; keep one.</source>
   <translation>{photo} 有多个蒙版：{listed}；请保留一个。</translation>
  </message>
  <message>
   <source>{photo} is a JPEG of {bits} bits; convert it to a 16-bit TIFF.</source>
   <translation>{photo} 是 {bits} 位的 JPEG；请转换为 16 位 TIFF。</translation>
  </message>
  <message>
   <source>{photo} is a folder; 'batch {photo} OUT --detect scratches,dust,tears' repairs all of it.</source>
   <translation>{photo} 是文件夹；“batch {photo} OUT --detect scratches,dust,tears”可修补其中全部照片。</translation>
  </message>
  <message>
   <source>{photo} was in work {times} times when a worker died; most likely memory ran out, restore it alone.</source>
   <translation>处理 {photo} 时工作进程 {times} 次中断；很可能是内存不足，请单独修复它。</translation>
  </message>
  <message>
   <source>{photo}: {error}</source>
   <translation>{photo}：{error}</translation>
  </message>
  <message>
   <source>{prefix}{suffix} has shape {u_shape}; expected ({length},).</source>
   <translation>{prefix}{suffix} 的形状为 {u_shape}；应为（{length},）。</translation>
  </message>
  <message>
   <source>{prefix}{suffix} has shape {v_shape}; expected ({length},).</source>
   <translation>{prefix}{suffix} 的形状为 {v_shape}；应为（{length},）。</translation>
  </message>
  <message>
   <source>{prefix}{suffix} is missing beside {prefix}{weight}.</source>
   <translation>{prefix}{weight} 旁缺少 {prefix}{suffix}。</translation>
  </message>
  <message>
   <source>{reasons}</source>
   <translation>{reasons}</translation>
  </message>
  <message>
   <source>{reason}; try another folder or copy</source>
   <translation>{reason}；请试试另一个文件夹或副本</translation>
  </message>
  <message>
   <source>{relative} has no result yet; run the batch first.</source>
   <translation>{relative} 还没有结果；请先运行批处理。</translation>
  </message>
  <message>
   <source>{remedy}.</source>
   <translation>{remedy}.</translation>
  </message>
  <message>
   <source>{sample} was left out: its mask covers everything.</source>
   <translation>{sample} 未计入：它的蒙版覆盖了全部。</translation>
  </message>
  <message>
   <source>{sample} was left out: its mask is empty.</source>
   <translation>{sample} 未计入：它的蒙版是空的。</translation>
  </message>
  <message>
   <source>{source} cannot be copied: {reason}.</source>
   <translation>无法复制 {source}：{reason}。</translation>
  </message>
  <message>
   <source>{source} has sha256 {found}…, but {path} has {expected}…: this is another file, or it is damaged.</source>
   <translation>{source} 的 sha256 为 {found}…，而 {path} 为 {expected}…：这是另一个文件，或者它已损坏。</translation>
  </message>
  <message>
   <source>{source} has {size_bytes:,} bytes; {path} has {expected_bytes:,}: this is another file, or not all of it.</source>
   <translation>{source} 有 {size_bytes:,} 字节；{path} 有 {expected_bytes:,}：这是另一个文件，或者不完整。</translation>
  </message>
  <message>
   <source>{target} exists already; choose another folder, or {remedy}.</source>
   <translation>{target} 已经存在；请另选文件夹，或{remedy}。</translation>
  </message>
  <message>
   <source>{target} exists already; remove that model first.</source>
   <translation>{target} 已存在；请先移除该模型。</translation>
  </message>
  <message>
   <source>{target} has no place for {left}; it was left out.</source>
   <translation>{target} 没有存放{left}的位置，已略去。</translation>
  </message>
  <message>
   <source>{target} has no transparency; the photo was laid over white.</source>
   <translation>{target} 没有透明度；照片已衬在白色上。</translation>
  </message>
  <message>
   <source>{target} holds 8 bits a channel; the photo's 16 were rounded.</source>
   <translation>{target} 每通道为 8 位；照片的 16 位已舍入。</translation>
  </message>
  <message>
   <source>{title} is not installed; {remedy}.</source>
   <translation>{title} 未安装；请{remedy}。</translation>
  </message>
  <message>
   <source>{url} gave sha256 {found}… instead of {expected}…; nothing was installed. Try again, or report it.</source>
   <translation>{url} 给出的 sha256 为 {found}…，而不是 {expected}…；未安装任何内容。请重试，或报告此问题。</translation>
  </message>
  <message>
   <source>{url} sends more than the {expected_bytes:,} bytes of {path}; nothing was installed.</source>
   <translation>{url} 发送的数据超过 {path} 的 {expected_bytes:,} 字节；未安装任何内容。</translation>
  </message>
  <message>
   <source>{where} has the unknown key {unknown!r}; remove it or update.</source>
   <translation>{where} 含有未知的键 {unknown!r}；请将其删除或更新程序。</translation>
  </message>
  <message>
   <source>{where} is {value!r}; it must be a list.</source>
   <translation>{where} 为 {value!r}；必须是列表。</translation>
  </message>
  <message>
   <source>{where} is {value!r}; it must be an object.</source>
   <translation>{where} 为 {value!r}；必须是对象。</translation>
  </message>
  <message>
   <source>{where} is {value!r}; it must be of type {kind}.</source>
   <translation>{where} 为 {value!r}；类型必须为 {kind}。</translation>
  </message>
  <message>
   <source>{where} is {value!r}; known values: {known}.</source>
   <translation>{where} 为 {value!r}；已知的值：{known}。</translation>
  </message>
  <message>
   <source>{where} lacks the key {field!r}.</source>
   <translation>{where} 缺少键 {field!r}。</translation>
  </message>
  <message>
   <source>{where} lacks {missing}.</source>
   <translation>{where} 缺少 {missing}。</translation>
  </message>
  <message>
   <source>{workers} photos cannot be restored at once; use 1 to {most}.</source>
   <translation>不能同时修复 {workers} 张照片；请用 1 到 {most}。</translation>
  </message>
 </context>
 <context>
  <name>ModelPanel</name>
  <message>
   <source>Automatic</source>
   <translation>自动</translation>
  </message>
  <message>
   <source>Chooses a model for each hole; it is named here once there is one.</source>
   <translation>为每处空洞选择模型；有空洞后会在此显示所选模型。</translation>
  </message>
  <message>
   <source>Chooses for you</source>
   <translation>为您选择</translation>
  </message>
  <message>
   <source>Good at {what}.</source>
   <translation>擅长：{what}。</translation>
  </message>
  <message>
   <source>LPIPS {lpips} (lower is better; validation photographs at 256 px)</source>
   <translation>LPIPS {lpips}（越低越好；256 像素的验证照片）</translation>
  </message>
  <message>
   <source>Licence</source>
   <translation>许可</translation>
  </message>
  <message>
   <source>Measure</source>
   <translation>测评</translation>
  </message>
  <message>
   <source>Measured</source>
   <translation>实测</translation>
  </message>
  <message>
   <source>Memory</source>
   <translation>内存</translation>
  </message>
  <message>
   <source>Models</source>
   <translation>模型</translation>
  </message>
  <message>
   <source>Models…</source>
   <translation>模型…</translation>
  </message>
  <message>
   <source>Native size</source>
   <translation>原生尺寸</translation>
  </message>
  <message>
   <source>Options</source>
   <translation>选项</translation>
  </message>
  <message>
   <source>Paper</source>
   <translation>论文</translation>
  </message>
  <message>
   <source>Paper, licence, memory</source>
   <translation>论文、许可、内存</translation>
  </message>
  <message>
   <source>Restore</source>
   <translation>修复</translation>
  </message>
  <message>
   <source>Speed here</source>
   <translation>本机速度</translation>
  </message>
  <message>
   <source>Try all</source>
   <translation>全部试用</translation>
  </message>
  <message>
   <source>about {mib} MiB</source>
   <translation>约 {mib} MiB</translation>
  </message>
  <message>
   <source>any</source>
   <translation>任意</translation>
  </message>
  <message>
   <source>damaged</source>
   <translation>已损坏</translation>
  </message>
  <message>
   <source>not installed</source>
   <translation>未安装</translation>
  </message>
  <message>
   <source>not measured yet</source>
   <translation>尚未测量</translation>
  </message>
  <message>
   <source>not on this machine; click to install or import it</source>
   <translation>不在此电脑上；点击以安装或导入</translation>
  </message>
 </context>
 <context>
  <name>ModelsDialog</name>
  <message>
   <source>&lt;b&gt;{title}&lt;/b&gt;, {size}&lt;br&gt;&lt;br&gt;Licence: &lt;b&gt;{licence}&lt;/b&gt;. {notice}&lt;br&gt;Paper: {paper}&lt;br&gt;From: {where}&lt;br&gt;&lt;br&gt;Do you accept the licence?</source>
   <translation>&lt;b&gt;{title}&lt;/b&gt;，{size}&lt;br&gt;&lt;br&gt;许可：&lt;b&gt;{licence}&lt;/b&gt;。{notice}&lt;br&gt;论文：{paper}&lt;br&gt;来源：{where}&lt;br&gt;&lt;br&gt;您接受此许可吗？</translation>
  </message>
  <message>
   <source>Accept and install</source>
   <translation>接受并安装</translation>
  </message>
  <message>
   <source>All files</source>
   <translation>所有文件</translation>
  </message>
  <message>
   <source>Download…</source>
   <translation>下载…</translation>
  </message>
  <message>
   <source>Every file is right.</source>
   <translation>所有文件都正确。</translation>
  </message>
  <message>
   <source>Import checkpoints…</source>
   <translation>导入检查点…</translation>
  </message>
  <message>
   <source>Importing {name}</source>
   <translation>正在导入 {name}</translation>
  </message>
  <message>
   <source>Install from a file…</source>
   <translation>从文件安装…</translation>
  </message>
  <message>
   <source>Installing {name}</source>
   <translation>正在安装 {name}</translation>
  </message>
  <message>
   <source>It is imported as {name}.</source>
   <translation>已导入为 {name}。</translation>
  </message>
  <message>
   <source>It is installed.</source>
   <translation>已安装。</translation>
  </message>
  <message>
   <source>It is not on this machine. Download it ({size}), or install it from a file that you brought.</source>
   <translation>它不在此电脑上。请下载（{size}），或用您带来的文件安装。</translation>
  </message>
  <message>
   <source>It is not on this machine. Import published checkpoints, or your own.</source>
   <translation>它不在此电脑上。请导入已发布的检查点，或您自己的检查点。</translation>
  </message>
  <message>
   <source>It is removed.</source>
   <translation>已移除。</translation>
  </message>
  <message>
   <source>Licence</source>
   <translation>许可</translation>
  </message>
  <message>
   <source>Models</source>
   <translation>模型</translation>
  </message>
  <message>
   <source>Remove</source>
   <translation>移除</translation>
  </message>
  <message>
   <source>Remove the model and install it again.</source>
   <translation>请移除该模型并重新安装。</translation>
  </message>
  <message>
   <source>Remove {title} and its files?</source>
   <translation>移除 {title} 及其文件吗？</translation>
  </message>
  <message>
   <source>Remove…</source>
   <translation>移除…</translation>
  </message>
  <message>
   <source>Removing {name}</source>
   <translation>正在移除 {name}</translation>
  </message>
  <message>
   <source>The model's file</source>
   <translation>模型文件</translation>
  </message>
  <message>
   <source>Verify</source>
   <translation>校验</translation>
  </message>
  <message>
   <source>Verifying {name}</source>
   <translation>正在校验 {name}</translation>
  </message>
  <message>
   <source>built in</source>
   <translation>内置</translation>
  </message>
  <message>
   <source>comes with the product</source>
   <translation>随产品提供</translation>
  </message>
  <message>
   <source>damaged</source>
   <translation>已损坏</translation>
  </message>
  <message>
   <source>installed</source>
   <translation>已安装</translation>
  </message>
  <message>
   <source>not installed</source>
   <translation>未安装</translation>
  </message>
 </context>
 <context>
  <name>OptionBar</name>
  <message>
   <source>Fill at once</source>
   <translation>立即填充</translation>
  </message>
  <message>
   <source>Hardness</source>
   <translation>硬度</translation>
  </message>
  <message>
   <source>Its shadow too</source>
   <translation>连同阴影</translation>
  </message>
  <message>
   <source>One area</source>
   <translation>仅连续区域</translation>
  </message>
  <message>
   <source>Pressure sets size</source>
   <translation>压力控制大小</translation>
  </message>
  <message>
   <source>Size</source>
   <translation>大小</translation>
  </message>
  <message>
   <source>Snap to edges</source>
   <translation>吸附到边缘</translation>
  </message>
  <message>
   <source>Take away</source>
   <translation>减去</translation>
  </message>
  <message>
   <source>Tolerance</source>
   <translation>容差</translation>
  </message>
  <message>
   <source>Tool options</source>
   <translation>工具选项</translation>
  </message>
  <message>
   <source>Width</source>
   <translation>宽度</translation>
  </message>
 </context>
 <context>
  <name>OptionRows</name>
  <message>
   <source>Automatic</source>
   <translation>自动</translation>
  </message>
 </context>
 <context>
  <name>PanelDock</name>
  <message>
   <source>Read about this panel</source>
   <translation>阅读此面板的说明</translation>
  </message>
 </context>
 <context>
  <name>PathRow</name>
  <message>
   <source>Masks</source>
   <translation>蒙版</translation>
  </message>
 </context>
 <context>
  <name>PhotoList</name>
  <message>
   <source>All photos</source>
   <translation>所有照片</translation>
  </message>
  <message>
   <source>Failed</source>
   <translation>失败</translation>
  </message>
  <message>
   <source>Photos</source>
   <translation>照片</translation>
  </message>
  <message>
   <source>Problems</source>
   <translation>问题</translation>
  </message>
  <message>
   <source>Rejected</source>
   <translation>已拒绝</translation>
  </message>
  <message>
   <source>Still to do</source>
   <translation>尚未完成</translation>
  </message>
  <message>
   <source>To review</source>
   <translation>待检查</translation>
  </message>
  <message>
   <source>Which photos are shown</source>
   <translation>显示哪些照片</translation>
  </message>
 </context>
 <context>
  <name>PhotoTable</name>
  <message>
   <source>Photo</source>
   <translation>照片</translation>
  </message>
  <message>
   <source>Remark</source>
   <translation>备注</translation>
  </message>
  <message>
   <source>State</source>
   <translation>状态</translation>
  </message>
  <message>
   <source>Time</source>
   <translation>用时</translation>
  </message>
  <message>
   <source>accepted</source>
   <translation>已接受</translation>
  </message>
  <message>
   <source>at work</source>
   <translation>处理中</translation>
  </message>
  <message>
   <source>failed</source>
   <translation>失败</translation>
  </message>
  <message>
   <source>left out</source>
   <translation>已略过</translation>
  </message>
  <message>
   <source>nothing to do</source>
   <translation>无需处理</translation>
  </message>
  <message>
   <source>rejected</source>
   <translation>已拒绝</translation>
  </message>
  <message>
   <source>restored</source>
   <translation>已修复</translation>
  </message>
  <message>
   <source>waiting</source>
   <translation>等待中</translation>
  </message>
  <message>
   <source>{seconds} s</source>
   <translation>{seconds} 秒</translation>
  </message>
 </context>
 <context>
  <name>Projects</name>
  <message>
   <source>Discard</source>
   <translation>丢弃</translation>
  </message>
  <message>
   <source>Later</source>
   <translation>以后再说</translation>
  </message>
  <message>
   <source>Opening {name}</source>
   <translation>正在打开 {name}</translation>
  </message>
  <message>
   <source>Projects (OpenRaster)</source>
   <translation>项目 (OpenRaster)</translation>
  </message>
  <message>
   <source>Recover</source>
   <translation>恢复</translation>
  </message>
  <message>
   <source>Recovering</source>
   <translation>正在恢复</translation>
  </message>
  <message>
   <source>Save the project</source>
   <translation>保存项目</translation>
  </message>
  <message>
   <source>Saved as {name}.</source>
   <translation>已保存为 {name}。</translation>
  </message>
  <message>
   <source>Saving {name}</source>
   <translation>正在保存 {name}</translation>
  </message>
  <message>
   <source>The program ended before your work on {name} was saved. It can be recovered as it was at {when}.</source>
   <translation>程序在 {name} 的修改保存之前结束了。可以恢复到 {when} 时的状态。</translation>
  </message>
  <message>
   <source>Work was left behind</source>
   <translation>有未保存的工作</translation>
  </message>
  <message>
   <source>Your work is back.</source>
   <translation>您的工作已恢复。</translation>
  </message>
  <message>
   <source>a pasted picture</source>
   <translation>粘贴的图片</translation>
  </message>
  <message>
   <source>restored.ora</source>
   <translation>restored.ora</translation>
  </message>
 </context>
 <context>
  <name>RedEyes</name>
  <message>
   <source>No red pupil is seen there; drag an ellipse closely round the eye.</source>
   <translation>那里没有看到红色瞳孔；请紧贴眼睛拖出一个椭圆。</translation>
  </message>
 </context>
 <context>
  <name>Remedies</name>
  <message>
   <source>check {model} under “Models…”</source>
   <translation>在“模型…”中检查 {model}</translation>
  </message>
  <message>
   <source>choose the CPU in the settings</source>
   <translation>在设置中选择 CPU</translation>
  </message>
  <message>
   <source>download {model} under “Models…”</source>
   <translation>在“模型…”中下载 {model}</translation>
  </message>
  <message>
   <source>import the files of {family} under “Models…”</source>
   <translation>在“模型…”中导入 {family} 的文件</translation>
  </message>
  <message>
   <source>lower “At a time”</source>
   <translation>调低“同时处理”</translation>
  </message>
  <message>
   <source>remove {model} under “Models…”</source>
   <translation>在“模型…”中移除 {model}</translation>
  </message>
  <message>
   <source>start again</source>
   <translation>再次开始</translation>
  </message>
  <message>
   <source>tick “Replace files that are there already”</source>
   <translation>勾选“替换已有的文件”</translation>
  </message>
  <message>
   <source>tick “Subfolders too”</source>
   <translation>勾选“包括子文件夹”</translation>
  </message>
 </context>
 <context>
  <name>Restoring</name>
  <message>
   <source>Following your edges</source>
   <translation>正在按您的边缘填充</translation>
  </message>
  <message>
   <source>Paint over what is to be restored first.</source>
   <translation>请先涂抹要修复的地方。</translation>
  </message>
  <message>
   <source>Predicting edges</source>
   <translation>正在预测边缘</translation>
  </message>
  <message>
   <source>Restoring</source>
   <translation>修复</translation>
  </message>
  <message>
   <source>There is nothing new to restore. Paint over more, or take up what was filled by Fill again.</source>
   <translation>没有新的待修复区域。请继续涂抹，或用“重新填充”再次处理已填充的部分。</translation>
  </message>
 </context>
 <context>
  <name>Review</name>
  <message>
   <source>&amp;Accept</source>
   <translation>接受(&amp;A)</translation>
  </message>
  <message>
   <source>&amp;Reject</source>
   <translation>拒绝(&amp;R)</translation>
  </message>
  <message>
   <source>Choose a photo.</source>
   <translation>请选择一张照片。</translation>
  </message>
  <message>
   <source>Do it a&amp;gain</source>
   <translation>重做(&amp;G)</translation>
  </message>
  <message>
   <source>Open in the &amp;canvas</source>
   <translation>在画布中打开(&amp;C)</translation>
  </message>
  <message>
   <source>Open the photo with its mask, to correct it by hand and take it back here</source>
   <translation>打开照片及其蒙版，手工修正后带回这里</translation>
  </message>
  <message>
   <source>Rejected; the result was removed.</source>
   <translation>已拒绝；结果已移除。</translation>
  </message>
  <message>
   <source>Remove this result; the next run makes it again</source>
   <translation>移除此结果；下次运行会重新生成</translation>
  </message>
  <message>
   <source>Remove this result; the photo itself stays</source>
   <translation>移除此结果；照片本身保留</translation>
  </message>
  <message>
   <source>Show the &amp;mask</source>
   <translation>显示蒙版(&amp;M)</translation>
  </message>
  <message>
   <source>This result is good</source>
   <translation>此结果良好</translation>
  </message>
  <message>
   <source>after</source>
   <translation>修复后</translation>
  </message>
  <message>
   <source>before</source>
   <translation>修复前</translation>
  </message>
 </context>
 <context>
  <name>RunBar</name>
  <message>
   <source>&amp;Go on</source>
   <translation>继续(&amp;G)</translation>
  </message>
  <message>
   <source>&amp;Pause</source>
   <translation>暂停(&amp;P)</translation>
  </message>
  <message>
   <source>&amp;Start</source>
   <translation>开始(&amp;S)</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>取消</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>关闭</translation>
  </message>
  <message>
   <source>Look at the p&amp;lan</source>
   <translation>查看计划(&amp;L)</translation>
  </message>
  <message>
   <source>Paused; what was begun is finished.</source>
   <translation>已暂停；已开始的会完成。</translation>
  </message>
  <message>
   <source>Read about folders</source>
   <translation>阅读关于文件夹的说明</translation>
  </message>
  <message>
   <source>Read about folders (F1)</source>
   <translation>阅读关于文件夹的说明 (F1)</translation>
  </message>
  <message>
   <source>Show the repor&amp;t</source>
   <translation>显示报告(&amp;T)</translation>
  </message>
  <message>
   <source>{text}, about {minutes}:{seconds} left</source>
   <translation>{text}，约剩 {minutes}:{seconds}</translation>
  </message>
 </context>
 <context>
  <name>Session</name>
  <message>
   <source>Your work is still here; save it, and try again.</source>
   <translation>您的工作仍在；请保存后再试。</translation>
  </message>
 </context>
 <context>
  <name>Settings</name>
  <message>
   <source>A mask has a hard border; a softer brush covers less.</source>
   <translation>蒙版边界是硬的；较软的画笔覆盖较少。</translation>
  </message>
  <message>
   <source>A pen's pressure narrows the brush.</source>
   <translation>笔的压力使画笔变窄。</translation>
  </message>
  <message>
   <source>An object that is clicked takes along the shadow that it casts.</source>
   <translation>点击的对象连同其投下的阴影一起选中。</translation>
  </message>
  <message>
   <source>As the system</source>
   <translation>跟随系统</translation>
  </message>
  <message>
   <source>Ask before overwriting</source>
   <translation>覆盖前询问</translation>
  </message>
  <message>
   <source>Automatic</source>
   <translation>自动</translation>
  </message>
  <message>
   <source>Background</source>
   <translation>背景</translation>
  </message>
  <message>
   <source>Brush hardness</source>
   <translation>画笔硬度</translation>
  </message>
  <message>
   <source>Brush size</source>
   <translation>画笔大小</translation>
  </message>
  <message>
   <source>Canny sigma</source>
   <translation>Canny sigma</translation>
  </message>
  <message>
   <source>Canvas</source>
   <translation>画布</translation>
  </message>
  <message>
   <source>Colour around the photo.</source>
   <translation>照片周围的颜色。</translation>
  </message>
  <message>
   <source>Colour of edges of the known area.</source>
   <translation>已知区域边缘的颜色。</translation>
  </message>
  <message>
   <source>Colour of edges that the model predicts.</source>
   <translation>模型预测的边缘的颜色。</translation>
  </message>
  <message>
   <source>Colour of edges that you draw.</source>
   <translation>您画的边缘的颜色。</translation>
  </message>
  <message>
   <source>Colour of the hole's overlay and outline.</source>
   <translation>空洞叠加和轮廓的颜色。</translation>
  </message>
  <message>
   <source>Colours of the window.</source>
   <translation>窗口的配色。</translation>
  </message>
  <message>
   <source>Dark</source>
   <translation>深色</translation>
  </message>
  <message>
   <source>Device</source>
   <translation>设备</translation>
  </message>
  <message>
   <source>Diameter of the brush.</source>
   <translation>画笔的直径。</translation>
  </message>
  <message>
   <source>Draw the edges of the known area.</source>
   <translation>显示已知区域的边缘。</translation>
  </message>
  <message>
   <source>Draw the edges that the model predicts.</source>
   <translation>显示模型预测的边缘。</translation>
  </message>
  <message>
   <source>Draw the edges that you drew.</source>
   <translation>显示您画的边缘。</translation>
  </message>
  <message>
   <source>Drawn edges begin and end on edges of the photo; hold Ctrl to draw freely.</source>
   <translation>画出的边缘从照片的边缘开始，到照片的边缘结束；按住 Ctrl 可自由绘制。</translation>
  </message>
  <message>
   <source>Edge eraser width</source>
   <translation>边缘橡皮宽度</translation>
  </message>
  <message>
   <source>Edge threshold</source>
   <translation>边缘阈值</translation>
  </message>
  <message>
   <source>Edges</source>
   <translation>边缘</translation>
  </message>
  <message>
   <source>Feather</source>
   <translation>羽化</translation>
  </message>
  <message>
   <source>Fill at once</source>
   <translation>立即填充</translation>
  </message>
  <message>
   <source>For photos that were no JPEG before.</source>
   <translation>用于原本不是 JPEG 的照片。</translation>
  </message>
  <message>
   <source>General</source>
   <translation>常规</translation>
  </message>
  <message>
   <source>Grow</source>
   <translation>扩大</translation>
  </message>
  <message>
   <source>Hidden</source>
   <translation>隐藏</translation>
  </message>
  <message>
   <source>How dense the overlay is.</source>
   <translation>叠加的浓度。</translation>
  </message>
  <message>
   <source>How the hole is shown.</source>
   <translation>空洞的显示方式。</translation>
  </message>
  <message>
   <source>JPEG quality</source>
   <translation>JPEG 质量</translation>
  </message>
  <message>
   <source>Known edges</source>
   <translation>已知边缘</translation>
  </message>
  <message>
   <source>Language</source>
   <translation>语言</translation>
  </message>
  <message>
   <source>Language of the window.</source>
   <translation>窗口的语言。</translation>
  </message>
  <message>
   <source>Largest difference of colour that the wand takes.</source>
   <translation>魔棒接受的最大颜色差异。</translation>
  </message>
  <message>
   <source>Light</source>
   <translation>浅色</translation>
  </message>
  <message>
   <source>Mask</source>
   <translation>蒙版</translation>
  </message>
  <message>
   <source>Mask colour</source>
   <translation>蒙版颜色</translation>
  </message>
  <message>
   <source>Mask is shown as</source>
   <translation>蒙版显示为</translation>
  </message>
  <message>
   <source>Mask opacity</source>
   <translation>蒙版不透明度</translation>
  </message>
  <message>
   <source>Memory for drawing large photos.</source>
   <translation>用于绘制大照片的内存。</translation>
  </message>
  <message>
   <source>Model</source>
   <translation>模型</translation>
  </message>
  <message>
   <source>Model for restoring; auto chooses by the hole.</source>
   <translation>用于修复的模型；auto 按空洞选择。</translation>
  </message>
  <message>
   <source>Object takes its shadow</source>
   <translation>对象连同阴影</translation>
  </message>
  <message>
   <source>Oldest steps are forgotten beyond it.</source>
   <translation>超出后最早的步骤会被丢弃。</translation>
  </message>
  <message>
   <source>Only pixels joined to the one clicked.</source>
   <translation>仅与点击处相连的像素。</translation>
  </message>
  <message>
   <source>Outline</source>
   <translation>轮廓</translation>
  </message>
  <message>
   <source>Overlay</source>
   <translation>叠加</translation>
  </message>
  <message>
   <source>Pencil width</source>
   <translation>铅笔宽度</translation>
  </message>
  <message>
   <source>Picture cache</source>
   <translation>图像缓存</translation>
  </message>
  <message>
   <source>Pixel grid from</source>
   <translation>像素网格起始倍数</translation>
  </message>
  <message>
   <source>Predict edges while painting</source>
   <translation>涂抹时预测边缘</translation>
  </message>
  <message>
   <source>Predicted edges</source>
   <translation>预测的边缘</translation>
  </message>
  <message>
   <source>Pressure sets size</source>
   <translation>压力控制大小</translation>
  </message>
  <message>
   <source>Probability from which a predicted edge counts.</source>
   <translation>预测边缘达到此概率才算数。</translation>
  </message>
  <message>
   <source>Quick specks</source>
   <translation>快速修补斑点</translation>
  </message>
  <message>
   <source>Restoring</source>
   <translation>修复</translation>
  </message>
  <message>
   <source>Same photo, hole and seed give the same result.</source>
   <translation>同样的照片、空洞和种子得到同样的结果。</translation>
  </message>
  <message>
   <source>Saving</source>
   <translation>保存</translation>
  </message>
  <message>
   <source>Saving over the original photo asks first.</source>
   <translation>覆盖原始照片之前先询问。</translation>
  </message>
  <message>
   <source>Seed</source>
   <translation>种子</translation>
  </message>
  <message>
   <source>Show hints</source>
   <translation>显示提示</translation>
  </message>
  <message>
   <source>Show known edges</source>
   <translation>显示已知边缘</translation>
  </message>
  <message>
   <source>Show predicted edges</source>
   <translation>显示预测边缘</translation>
  </message>
  <message>
   <source>Show your edges</source>
   <translation>显示您的边缘</translation>
  </message>
  <message>
   <source>Smoothing before edges are looked for.</source>
   <translation>检测边缘之前的平滑程度。</translation>
  </message>
  <message>
   <source>Snap to edges</source>
   <translation>吸附到边缘</translation>
  </message>
  <message>
   <source>Specks and hairlines up to this thickness are filled quickly, without the model.</source>
   <translation>不超过此粗细的斑点和细线不经模型，快速修补。</translation>
  </message>
  <message>
   <source>The edge generator runs by itself after each stroke.</source>
   <translation>每一笔之后自动运行边缘生成器。</translation>
  </message>
  <message>
   <source>The fill fades out over this beyond the hole.</source>
   <translation>填充在空洞之外的这段距离内渐隐。</translation>
  </message>
  <message>
   <source>The hole is grown by this before restoring.</source>
   <translation>修复之前空洞先扩大这么多。</translation>
  </message>
  <message>
   <source>The wheel zooms without Ctrl and scrolls with it.</source>
   <translation>滚轮直接缩放，按 Ctrl 时滚动。</translation>
  </message>
  <message>
   <source>Theme</source>
   <translation>主题</translation>
  </message>
  <message>
   <source>Three short hints and a sample at the first start.</source>
   <translation>首次启动时显示三条提示和一个示例。</translation>
  </message>
  <message>
   <source>Undo memory</source>
   <translation>撤销内存</translation>
  </message>
  <message>
   <source>Wand takes one area</source>
   <translation>魔棒仅选连续区域</translation>
  </message>
  <message>
   <source>Wand tolerance</source>
   <translation>魔棒容差</translation>
  </message>
  <message>
   <source>What brush and shapes paint is filled as soon as the pointer is lifted; each stroke is one step of the history.</source>
   <translation>画笔和形状标出的地方在抬起指针时立即填充；每一笔是历史中的一步。</translation>
  </message>
  <message>
   <source>Wheel zooms</source>
   <translation>滚轮缩放</translation>
  </message>
  <message>
   <source>Where models run.</source>
   <translation>模型运行的设备。</translation>
  </message>
  <message>
   <source>Width of the edge eraser.</source>
   <translation>边缘橡皮的宽度。</translation>
  </message>
  <message>
   <source>Width of the edge pencil.</source>
   <translation>边缘铅笔的宽度。</translation>
  </message>
  <message>
   <source>Your edges</source>
   <translation>您的边缘</translation>
  </message>
  <message>
   <source>Zoom from which pixels are divided by a grid; 0 never.</source>
   <translation>从此缩放倍数起用网格分隔像素；0 表示从不。</translation>
  </message>
 </context>
 <context>
  <name>SettingsDialog</name>
  <message>
   <source>Close and open again on the same file; you are asked to save.</source>
   <translation>关闭并重新打开同一文件；会先询问是否保存。</translation>
  </message>
  <message>
   <source>Restart now</source>
   <translation>立即重启</translation>
  </message>
  <message>
   <source>Settings</source>
   <translation>设置</translation>
  </message>
  <message>
   <source>Some changes take effect at the next start.</source>
   <translation>部分更改在下次启动时生效。</translation>
  </message>
 </context>
 <context>
  <name>Setup</name>
  <message>
   <source>A mask for each photo</source>
   <translation>每张照片一个蒙版</translation>
  </message>
  <message>
   <source>At a time</source>
   <translation>同时处理</translation>
  </message>
  <message>
   <source>Automatic</source>
   <translation>自动</translation>
  </message>
  <message>
   <source>Choose the folder of masks</source>
   <translation>选择蒙版文件夹</translation>
  </message>
  <message>
   <source>Choose the folder of photographs</source>
   <translation>选择照片文件夹</translation>
  </message>
  <message>
   <source>Choose the folder of results</source>
   <translation>选择结果文件夹</translation>
  </message>
  <message>
   <source>Choose the mask</source>
   <translation>选择蒙版</translation>
  </message>
  <message>
   <source>Damage that is found</source>
   <translation>查找到的损伤</translation>
  </message>
  <message>
   <source>Folder of masks</source>
   <translation>蒙版文件夹</translation>
  </message>
  <message>
   <source>How</source>
   <translation>方式</translation>
  </message>
  <message>
   <source>Mask</source>
   <translation>蒙版</translation>
  </message>
  <message>
   <source>Model</source>
   <translation>模型</translation>
  </message>
  <message>
   <source>More finds more, and takes more for damage</source>
   <translation>越高找到的越多，也越容易误认为损伤</translation>
  </message>
  <message>
   <source>Much in a photo full of cracks, nothing in a whole one; or as set below</source>
   <translation>布满裂纹的照片标得多,完好的照片不标;或按下方设置</translation>
  </message>
  <message>
   <source>Of JPEG and WebP; 0 keeps that of each photo</source>
   <translation>JPEG 和 WebP 的质量；0 表示保持每张照片原有的质量</translation>
  </message>
  <message>
   <source>One mask for all photos</source>
   <translation>所有照片用一个蒙版</translation>
  </message>
  <message>
   <source>Photographs</source>
   <translation>照片</translation>
  </message>
  <message>
   <source>Photos that are filled at a time</source>
   <translation>同时填充的照片数</translation>
  </message>
  <message>
   <source>Quality</source>
   <translation>质量</translation>
  </message>
  <message>
   <source>Replace files that are there already</source>
   <translation>替换已有的文件</translation>
  </message>
  <message>
   <source>Results</source>
   <translation>结果</translation>
  </message>
  <message>
   <source>Sensitivity</source>
   <translation>灵敏度</translation>
  </message>
  <message>
   <source>Subfolders too</source>
   <translation>包括子文件夹</translation>
  </message>
  <message>
   <source>The masks are kept, to be corrected.</source>
   <translation>蒙版会保留，以便修正。</translation>
  </message>
  <message>
   <source>What is to be filled</source>
   <translation>要填充什么</translation>
  </message>
  <message>
   <source>What suits each photo</source>
   <translation>适合每张照片</translation>
  </message>
  <message>
   <source>Write a report beside the results</source>
   <translation>在结果旁写出报告</translation>
  </message>
  <message>
   <source>auto</source>
   <translation>自动</translation>
  </message>
 </context>
 <context>
  <name>ShortcutsDialog</name>
  <message>
   <source>Action</source>
   <translation>操作</translation>
  </message>
  <message>
   <source>Key</source>
   <translation>按键</translation>
  </message>
  <message>
   <source>Keys</source>
   <translation>快捷键</translation>
  </message>
  <message>
   <source>Search</source>
   <translation>搜索</translation>
  </message>
  <message>
   <source>{key} belongs to “{action}” already.</source>
   <translation>{key} 已用于“{action}”。</translation>
  </message>
 </context>
 <context>
  <name>Speeds</name>
  <message>
   <source>{seconds} s per megapixel of hole on {device}</source>
   <translation>在 {device} 上每百万空洞像素 {seconds} 秒</translation>
  </message>
 </context>
 <context>
  <name>StatusLine</name>
  <message>
   <source>Cancel</source>
   <translation>取消</translation>
  </message>
  <message>
   <source>Cancel (Esc)</source>
   <translation>取消 (Esc)</translation>
  </message>
  <message>
   <source>Colour under the pointer</source>
   <translation>指针处的颜色</translation>
  </message>
  <message>
   <source>Model and device</source>
   <translation>模型和设备</translation>
  </message>
  <message>
   <source>Position of the pointer</source>
   <translation>指针位置</translation>
  </message>
  <message>
   <source>Progress</source>
   <translation>进度</translation>
  </message>
  <message>
   <source>Share of the photo that is to be restored</source>
   <translation>待修复部分占照片的比例</translation>
  </message>
  <message>
   <source>Size of the photo</source>
   <translation>照片尺寸</translation>
  </message>
  <message>
   <source>Zoom</source>
   <translation>缩放</translation>
  </message>
 </context>
 <context>
  <name>StatusMirror</name>
  <message>
   <source>Pixel {column}, {row}: {colour}</source>
   <translation>像素 {column}, {row}：{colour}</translation>
  </message>
  <message>
   <source>hole {share}</source>
   <translation>空洞 {share}</translation>
  </message>
 </context>
 <context>
  <name>ToolColumn</name>
  <message>
   <source>&amp;Tools</source>
   <translation>工具(&amp;T)</translation>
  </message>
  <message>
   <source>Tools</source>
   <translation>工具</translation>
  </message>
 </context>
 <context>
  <name>Tools</name>
  <message>
   <source>Brush: paint what is to be restored</source>
   <translation>画笔: 涂抹要修复的地方</translation>
  </message>
  <message>
   <source>Colour probe</source>
   <translation>取色器</translation>
  </message>
  <message>
   <source>Edge curve: click points of a curve, or drag them afterwards</source>
   <translation>边缘曲线: 点击曲线上的各点，之后也可拖动它们</translation>
  </message>
  <message>
   <source>Edge eraser: rub edges out</source>
   <translation>边缘橡皮: 擦除边缘</translation>
  </message>
  <message>
   <source>Edge line: drag a straight edge, or its ends afterwards</source>
   <translation>边缘直线: 拖出直的边缘，之后也可拖动两端</translation>
  </message>
  <message>
   <source>Edge pencil: draw an edge freely</source>
   <translation>边缘铅笔: 随手画边缘</translation>
  </message>
  <message>
   <source>Ellipse</source>
   <translation>椭圆</translation>
  </message>
  <message>
   <source>Eraser: take away from the hole</source>
   <translation>橡皮: 从空洞中减去</translation>
  </message>
  <message>
   <source>Hand: move the photo (hold Space)</source>
   <translation>抓手: 移动照片（按住空格）</translation>
  </message>
  <message>
   <source>Lasso: draw round the damage</source>
   <translation>套索: 圈出损伤</translation>
  </message>
  <message>
   <source>Magic wand: click on a colour</source>
   <translation>魔棒: 点击一种颜色</translation>
  </message>
  <message>
   <source>Object: click on a thing; right button: what is not part of it</source>
   <translation>对象: 点击物体；右键：不属于它的部分</translation>
  </message>
  <message>
   <source>Polygon: click its corners</source>
   <translation>多边形: 逐个点击顶点</translation>
  </message>
  <message>
   <source>Rectangle</source>
   <translation>矩形</translation>
  </message>
  <message>
   <source>Red eye: click on a pupil, or drag round the eye</source>
   <translation>红眼: 点击瞳孔，或绕眼睛拖动</translation>
  </message>
  <message>
   <source>Spot heal: click, and it is restored</source>
   <translation>污点修复: 点击即修复</translation>
  </message>
  <message>
   <source>Zoom: click or drag a rectangle</source>
   <translation>缩放: 点击或拖出矩形</translation>
  </message>
 </context>
 <context>
  <name>Tour</name>
  <message>
   <source>Blue lines show what is expected in the hole, and a fill appears with them. Draw and rub out lines, and the fill follows.</source>
   <translation>蓝线表示预计空洞里有什么，填充也会随之出现。画线或擦去线，填充会跟着变。</translation>
  </message>
  <message>
   <source>Brush, lasso, wand and the others mark the hole. The tools below the first line draw edges, the last ones move about.</source>
   <translation>画笔、套索、魔棒等用来标出空洞。第一条线以下的工具用来画边缘，最后几个用来移动画面。</translation>
  </message>
  <message>
   <source>Compare, and go back</source>
   <translation>比较与撤销</translation>
  </message>
  <message>
   <source>Done</source>
   <translation>完成</translation>
  </message>
  <message>
   <source>F1 opens the manual at the page about what you are using; so does the ? of each panel. This tour is in the Help menu too.</source>
   <translation>F1 打开手册中与当前工具有关的一页；每个面板的 ? 也是如此。本导览也在“帮助”菜单里。</translation>
  </message>
  <message>
   <source>It fills the hole with the model chosen above. Pixels that you did not paint never change.</source>
   <translation>用上面选中的模型填充空洞。没有涂到的像素绝不改变。</translation>
  </message>
  <message>
   <source>Next</source>
   <translation>下一步</translation>
  </message>
  <message>
   <source>Paint over what should go</source>
   <translation>涂掉不要的东西</translation>
  </message>
  <message>
   <source>Read more</source>
   <translation>进一步了解</translation>
  </message>
  <message>
   <source>Restore</source>
   <translation>修复</translation>
  </message>
  <message>
   <source>See the edges before the fill</source>
   <translation>先看边缘，再看填充</translation>
  </message>
  <message>
   <source>Skip the tour</source>
   <translation>跳过导览</translation>
  </message>
  <message>
   <source>Undo, zoom, and before and after are on the right of this bar; the options of the tool in hand on its left.</source>
   <translation>这一栏右侧是撤销、缩放和前后对比，左侧是当前工具的选项。</translation>
  </message>
 </context>
 <context>
  <name>TryAllDialog</name>
  <message>
   <source>100 %</source>
   <translation>100 %</translation>
  </message>
  <message>
   <source>Before</source>
   <translation>修复前</translation>
  </message>
  <message>
   <source>Candidates of each</source>
   <translation>每个模型的候选数</translation>
  </message>
  <message>
   <source>Click on the fill that you like best. The wheel zooms all, a drag moves all.</source>
   <translation>点击您最喜欢的填充。滚轮同时缩放全部，拖动同时移动全部。</translation>
  </message>
  <message>
   <source>Models that can vary are asked again with other seeds.</source>
   <translation>结果可变的模型会用其他种子再次运行。</translation>
  </message>
  <message>
   <source>Progress</source>
   <translation>进度</translation>
  </message>
  <message>
   <source>The photo changed meanwhile; try again.</source>
   <translation>照片已发生变化；请重试。</translation>
  </message>
  <message>
   <source>Try all models</source>
   <translation>试用所有模型</translation>
  </message>
  <message>
   <source>Trying all models</source>
   <translation>正在试用所有模型</translation>
  </message>
  <message>
   <source>Whole</source>
   <translation>整体</translation>
  </message>
  <message>
   <source>waiting</source>
   <translation>等待中</translation>
  </message>
 </context>
 <context>
  <name>VerdictWriter</name>
  <message>
   <source>Noting the verdict</source>
   <translation>正在记录判断</translation>
  </message>
 </context>
 <context>
  <name>Welcome</name>
  <message>
   <source>Choose a photo: its damage is found and filled in one go</source>
   <translation>选择一张照片:一步查找并填补其损坏</translation>
  </message>
  <message>
   <source>Compare before and after ({key}), then save.</source>
   <translation>对比修复前后（{key}），然后保存。</translation>
  </message>
  <message>
   <source>Drop a photo here</source>
   <translation>把照片拖到这里</translation>
  </message>
  <message>
   <source>Opened last</source>
   <translation>最近打开</translation>
  </message>
  <message>
   <source>Open…</source>
   <translation>打开…</translation>
  </message>
  <message>
   <source>Paint over scratches, stains or whatever should go.</source>
   <translation>涂抹划痕、污渍或任何要去掉的东西。</translation>
  </message>
  <message>
   <source>Paste</source>
   <translation>粘贴</translation>
  </message>
  <message>
   <source>Press Restore ({key}). Pixels that you did not paint never change.</source>
   <translation>按“修复”（{key}）。没有涂抹的像素绝不会改变。</translation>
  </message>
  <message>
   <source>Repair…</source>
   <translation>修复…</translation>
  </message>
  <message>
   <source>Try a sample</source>
   <translation>试用示例</translation>
  </message>
 </context>
 <context>
  <name>_Card</name>
  <message>
   <source>Skip</source>
   <translation>跳过</translation>
  </message>
  <message>
   <source>Take this one</source>
   <translation>采用这个</translation>
  </message>
  <message>
   <source>at work</source>
   <translation>处理中</translation>
  </message>
  <message>
   <source>skipped</source>
   <translation>已跳过</translation>
  </message>
  <message>
   <source>waiting</source>
   <translation>等待中</translation>
  </message>
 </context>
</TS>
