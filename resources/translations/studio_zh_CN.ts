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
   <source>Compare before and after ({key}), then save.</source>
   <translation>对比修复前后（{key}），然后保存。</translation>
  </message>
  <message>
   <source>First steps</source>
   <translation>入门</translation>
  </message>
  <message>
   <source>Models</source>
   <translation>模型</translation>
  </message>
  <message>
   <source>Paint over scratches, stains or whatever should go.</source>
   <translation>涂抹划痕、污渍或任何要去掉的东西。</translation>
  </message>
  <message>
   <source>Press Restore ({key}). Pixels that you did not paint never change.</source>
   <translation>按“修复”（{key}）。没有涂抹的像素绝不会改变。</translation>
  </message>
  <message>
   <source>Restores photographs on your own machine.</source>
   <translation>在您自己的电脑上修复照片。</translation>
  </message>
  <message>
   <source>Space moves the photo, Ctrl and the wheel zoom, {smaller} and {larger} change the brush, {original} shows the original while it is held.</source>
   <translation>空格键移动照片，Ctrl 加滚轮缩放，{smaller} 和 {larger} 改变画笔大小，按住 {original} 显示原图。</translation>
  </message>
  <message>
   <source>Versions and licences</source>
   <translation>版本与许可</translation>
  </message>
  <message>
   <source>Without a mouse: {panel} goes round the panels, Shift and the arrow keys move the pointer over the photo, Insert presses its button and lets it go.</source>
   <translation>不用鼠标：{panel} 在各面板间切换，Shift 加方向键在照片上移动指针，Insert 键按下和松开它的按键。</translation>
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
   <source>&amp;First steps</source>
   <translation>入门(&amp;F)</translation>
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
   <source>Find &amp;damage</source>
   <translation>查找损伤(&amp;D)</translation>
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
   <source>Restore this photo again with the mask as it is now ({key})</source>
   <translation>用当前蒙版重新修复这张照片（{key}）</translation>
  </message>
  <message>
   <source>{name} is open from the batch.</source>
   <translation>{name} 是从批处理中打开的。</translation>
  </message>
 </context>
 <context>
  <name>BatchSetup</name>
  <message>
   <source>Date stamp</source>
   <translation>日期戳</translation>
  </message>
  <message>
   <source>Dust</source>
   <translation>灰尘</translation>
  </message>
  <message>
   <source>Lettering</source>
   <translation>文字</translation>
  </message>
  <message>
   <source>Scratches</source>
   <translation>划痕</translation>
  </message>
  <message>
   <source>Stains</source>
   <translation>污渍</translation>
  </message>
  <message>
   <source>Tears and folds</source>
   <translation>撕裂与折痕</translation>
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
   <source>Something went wrong that should not have ({kind}: {detail}).</source>
   <translation>发生了意外错误（{kind}: {detail}）。</translation>
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
   <source>{count} done already</source>
   <translation>{count} 张已完成</translation>
  </message>
  <message>
   <source>{count} failed</source>
   <translation>{count} 张失败</translation>
  </message>
  <message>
   <source>{count} of them again</source>
   <translation>其中 {count} 张重做</translation>
  </message>
  <message>
   <source>{count} photos</source>
   <translation>{count} 张照片</translation>
  </message>
  <message>
   <source>{count} photos are not done. End the run? A later one goes on.</source>
   <translation>还有 {count} 张照片未完成。结束运行吗？以后可以继续。</translation>
  </message>
  <message>
   <source>{count} problems</source>
   <translation>{count} 个问题</translation>
  </message>
  <message>
   <source>{count} rejected</source>
   <translation>{count} 张被拒绝</translation>
  </message>
  <message>
   <source>{count} restored</source>
   <translation>{count} 张已修复</translation>
  </message>
  <message>
   <source>{count} to restore</source>
   <translation>{count} 张待修复</translation>
  </message>
  <message>
   <source>{count} with nothing to do</source>
   <translation>{count} 张无需处理</translation>
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
  <name>Canvas</name>
  <message>
   <source>Photo</source>
   <translation>照片</translation>
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
  <name>Corrections</name>
  <message>
   <source>Doing it again with the corrected mask…</source>
   <translation>正在用修正后的蒙版重新处理…</translation>
  </message>
  <message>
   <source>The mask is taken; its photo is done again after this run.</source>
   <translation>蒙版已采用；本次运行结束后将重新处理该照片。</translation>
  </message>
  <message>
   <source>{name} is no photo of this batch any more.</source>
   <translation>{name} 已不属于这一批照片。</translation>
  </message>
 </context>
 <context>
  <name>DamageFinder</name>
  <message>
   <source>Finding damage</source>
   <translation>正在查找损伤</translation>
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
   <source>Probability from which a predicted edge counts.</source>
   <translation>预测边缘达到此概率才算数。</translation>
  </message>
  <message>
   <source>Sigma</source>
   <translation>Sigma</translation>
  </message>
  <message>
   <source>Smoothing before edges of the known area are looked for.</source>
   <translation>检测已知区域边缘之前的平滑程度。</translation>
  </message>
  <message>
   <source>This model predicts no edges. Choose one that does, such as EdgeConnect, to see and correct them.</source>
   <translation>此模型不预测边缘。请选择会预测的模型（如 EdgeConnect）来查看和修正边缘。</translation>
  </message>
  <message>
   <source>Threshold</source>
   <translation>阈值</translation>
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
   <source>JPEG has no transparency.</source>
   <translation>JPEG 不支持透明。</translation>
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
   <source>{name} is there already. Write over it?</source>
   <translation>{name} 已存在。要覆盖吗？</translation>
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
   <source>Best on this photo: {model}.</source>
   <translation>在此照片上最佳：{model}。</translation>
  </message>
  <message>
   <source>Holes of the same shape as yours are cut from the known area, where the truth is known. The model with the best mean place in PSNR, SSIM and L1 is first.</source>
   <translation>从已知区域中切出与您的空洞形状相同的空洞，其真实内容是已知的。PSNR、SSIM 和 L1 平均名次最好的模型排在首位。</translation>
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
   <source>A distance of {1} pixels was asked for; use 0 or more.</source>
   <translation>所给距离为 {1} 像素；请使用 0 或更大的值。</translation>
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
   <source>A layer of the project is {1}, {2} bit, {3} channels but {4}, {5} bit, {6} channels was expected; the file is damaged.</source>
   <translation>项目的一个图层为 {1}、{2} 位、{3} 通道，而应为 {4}、{5} 位、{6} 通道；文件已损坏。</translation>
  </message>
  <message>
   <source>A mark is learnt from {1} photos or more, {2} were given; for a single one give its mask.</source>
   <translation>水印需从至少 {1} 张照片中学习，只给了 {2} 张；单张照片请给出其蒙版。</translation>
  </message>
  <message>
   <source>A part of the result is {1} pixels but its box is {2}.</source>
   <translation>结果的一部分为 {1} 像素，而其范围为 {2}。</translation>
  </message>
  <message>
   <source>A photo of {1} cannot be kept in a project; use 8 or 16 bits.</source>
   <translation>{1} 的照片无法存入项目；请使用 8 或 16 位。</translation>
  </message>
  <message>
   <source>A photo of {1} is too large; {2} pixels is most.</source>
   <translation>{1} 的照片太大；最多 {2} 像素。</translation>
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
   <source>Adding fine detail</source>
   <translation>正在添加细节</translation>
  </message>
  <message>
   <source>BMP has no place for {1} data; it was left out.</source>
   <translation>BMP 不能保存 {1} 数据；已略去。</translation>
  </message>
  <message>
   <source>CMYK colours were converted to sRGB; the photo is written as RGB.</source>
   <translation>CMYK 颜色已转换为 sRGB；照片将以 RGB 写出。</translation>
  </message>
  <message>
   <source>Canny sigma is {1}; it can be 0 to 20 px.</source>
   <translation>Canny sigma 为 {1}；可取 0 到 20 像素。</translation>
  </message>
  <message>
   <source>Colour and opacity</source>
   <translation>颜色与不透明度</translation>
  </message>
  <message>
   <source>Colour tolerance {1} is out of range; give 0 to 255.</source>
   <translation>颜色容差 {1} 超出范围；请给 0 到 255。</translation>
  </message>
  <message>
   <source>Copying {1}</source>
   <translation>正在复制 {1}</translation>
  </message>
  <message>
   <source>Dates</source>
   <translation>日期</translation>
  </message>
  <message>
   <source>Device {1} is unknown; use auto, cuda, mps or cpu.</source>
   <translation>未知设备 {1}；请使用 auto、cuda、mps 或 cpu。</translation>
  </message>
  <message>
   <source>Done</source>
   <translation>完成</translation>
  </message>
  <message>
   <source>Edge threshold is {1}; it lies between 0 and 1.</source>
   <translation>边缘阈值为 {1}；应在 0 与 1 之间。</translation>
  </message>
  <message>
   <source>Entry {1} is larger than it can be; the file is damaged.</source>
   <translation>条目 {1} 大得不合理；文件已损坏。</translation>
  </message>
  <message>
   <source>Family {1} has no checkpoints to import; see 'inpaint-studio models list'.</source>
   <translation>{1} 系列没有可导入的检查点；参见“inpaint-studio models list”。</translation>
  </message>
  <message>
   <source>Family {1} has no network for {2}; it has: {3}.</source>
   <translation>{1} 系列没有用于 {2} 的网络；它有：{3}。</translation>
  </message>
  <message>
   <source>Fetching {1}</source>
   <translation>正在下载 {1}</translation>
  </message>
  <message>
   <source>File name {1} is not a plain relative path inside the model's folder.</source>
   <translation>文件名 {1} 不是模型文件夹内的普通相对路径。</translation>
  </message>
  <message>
   <source>File {1}: sha256 is {2}; it must be 64 hexadecimal digits.</source>
   <translation>文件 {1}：sha256 为 {2}；必须是 64 位十六进制数字。</translation>
  </message>
  <message>
   <source>File {1}: size is {2}; it must be &gt;= 0.</source>
   <translation>文件 {1}：大小为 {2}；必须大于等于 0。</translation>
  </message>
  <message>
   <source>File {1}: {2} is not an https address.</source>
   <translation>文件 {1}：{2} 不是 https 地址。</translation>
  </message>
  <message>
   <source>Filling holes</source>
   <translation>正在填充空洞</translation>
  </message>
  <message>
   <source>Filling the centre of a window</source>
   <translation>正在填充窗口中心</translation>
  </message>
  <message>
   <source>Filling with {1}</source>
   <translation>正在用 {1} 填充</translation>
  </message>
  <message>
   <source>Filters</source>
   <translation>滤波器</translation>
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
   <source>HEIC has no place for IPTC data; it was left out.</source>
   <translation>HEIC 不能保存 IPTC 数据；已略去。</translation>
  </message>
  <message>
   <source>HEIC photos need the optional part 'heif'; install it with: pip install "inpaint-studio[heif]", or convert the photo to PNG.</source>
   <translation>HEIC 照片需要可选组件“heif”；请用以下命令安装：pip install "inpaint-studio[heif]"，或将照片转换为 PNG。</translation>
  </message>
  <message>
   <source>Hole colour {1} is no colour; give three numbers from 0 to 255.</source>
   <translation>空洞颜色 {1} 不是颜色；请给出三个 0 到 255 的数。</translation>
  </message>
  <message>
   <source>LaMa is not installed; run 'inpaint-studio models install lama'.</source>
   <translation>未安装 LaMa；请运行“inpaint-studio models install lama”。</translation>
  </message>
  <message>
   <source>Lettering</source>
   <translation>文字</translation>
  </message>
  <message>
   <source>Loading {1}</source>
   <translation>正在载入 {1}</translation>
  </message>
  <message>
   <source>Looking for damage</source>
   <translation>正在查找损伤</translation>
  </message>
  <message>
   <source>MI-GAN is not installed; run 'inpaint-studio models install migan'.</source>
   <translation>未安装 MI-GAN；请运行“inpaint-studio models install migan”。</translation>
  </message>
  <message>
   <source>Maps of one photo differ in size: {1}.</source>
   <translation>同一照片的图大小不一：{1}。</translation>
  </message>
  <message>
   <source>Mask has shape {1}; it needs at least one pixel.</source>
   <translation>蒙版的形状为 {1}；至少需要一个像素。</translation>
  </message>
  <message>
   <source>Mask is {1} {2}; give a bool array (height, width), True = hole.</source>
   <translation>蒙版为 {1} {2}；请给布尔数组（高，宽），True 为空洞。</translation>
  </message>
  <message>
   <source>Mask threshold {1} is out of range; give 1 to 255.</source>
   <translation>蒙版阈值 {1} 超出范围；请给 1 到 255。</translation>
  </message>
  <message>
   <source>Memory ran out on {1}; went on on the CPU.</source>
   <translation>{1} 上内存不足；已改用 CPU 继续。</translation>
  </message>
  <message>
   <source>Memory ran out on {1}; went on with windows of {2} px.</source>
   <translation>{1} 上内存不足；已改用 {2} 像素的窗口继续。</translation>
  </message>
  <message>
   <source>Model {1} brings a TorchScript program that is not the published one, and it is not run; install the published one with 'inpaint-studio models install lama'.</source>
   <translation>模型 {1} 带有的 TorchScript 程序不是已发布的那个，因此不予运行；请用“inpaint-studio models install lama”安装已发布的版本。</translation>
  </message>
  <message>
   <source>Model {1} cannot be downloaded; these can: {2}.</source>
   <translation>模型 {1} 无法下载；可下载的有：{2}。</translation>
  </message>
  <message>
   <source>Model {1} could not be loaded ({2}); run 'inpaint-studio models verify {3}' and install it again.</source>
   <translation>模型 {1} 无法载入（{2}）；请运行“inpaint-studio models verify {3}”并重新安装。</translation>
  </message>
  <message>
   <source>Model {1} does not fit into memory even in windows of {2} px; close other programs or choose a smaller model.</source>
   <translation>即使用 {2} 像素的窗口，内存也容不下模型 {1}；请关闭其他程序或选择较小的模型。</translation>
  </message>
  <message>
   <source>Model {1} goes on from another's fill itself; choose another content.</source>
   <translation>模型 {1} 本身就以另一模型的填充为基础；请选择其他内容。</translation>
  </message>
  <message>
   <source>Model {1} has no VGG features here; import them with 'inpaint-studio models import {2} --{3} FILE'.</source>
   <translation>模型 {1} 在此没有 VGG 特征；请用“inpaint-studio models import {2} --{3} 文件”导入。</translation>
  </message>
  <message>
   <source>Model {1} has no weights here; import a checkpoint with 'inpaint-studio models import edgeconnect --edge FILE --completion FILE'.</source>
   <translation>模型 {1} 在此没有权重；请用“inpaint-studio models import edgeconnect --edge 文件 --completion 文件”导入检查点。</translation>
  </message>
  <message>
   <source>Model {1} has no weights here; import a checkpoint with 'inpaint-studio models import {2} --{3} FILE --{4} FILE'.</source>
   <translation>模型 {1} 在此没有权重；请用“inpaint-studio models import {2} --{3} 文件 --{4} 文件”导入检查点。</translation>
  </message>
  <message>
   <source>Model {1} has no weights here; import a checkpoint with 'inpaint-studio models import {2} --{3} FILE'.</source>
   <translation>模型 {1} 在此没有权重；请用“inpaint-studio models import {2} --{3} 文件”导入检查点。</translation>
  </message>
  <message>
   <source>Model {1} is {2} and cannot be removed; only installed and imported models can.</source>
   <translation>模型 {1} 为 {2}，无法移除；只能移除已安装和已导入的模型。</translation>
  </message>
  <message>
   <source>No Apple GPU is usable by torch here; use --device cpu.</source>
   <translation>torch 在此没有可用的 Apple GPU；请使用 --device cpu。</translation>
  </message>
  <message>
   <source>No kind of damage is asked for; name at least one.</source>
   <translation>没有指定损伤种类；请至少指定一种。</translation>
  </message>
  <message>
   <source>No kind of damage is named; choose from {1}, or all.</source>
   <translation>没有指定损伤种类；请从 {1} 中选择，或选择 all。</translation>
  </message>
  <message>
   <source>Offsets are {1} {2}; give float32 (height, width, 2).</source>
   <translation>偏移为 {1} {2}；请给 float32（高，宽，2）。</translation>
  </message>
  <message>
   <source>PNG has no place for IPTC data; it was left out.</source>
   <translation>PNG 不能保存 IPTC 数据；已略去。</translation>
  </message>
  <message>
   <source>Photos of several sizes share no mark at a corner or the centre; give photos of one size.</source>
   <translation>大小不同的照片在角落或中央没有共同的标记；请提供大小相同的照片。</translation>
  </message>
  <message>
   <source>PyTorch {1} no longer reads TorchScript, which LaMa needs; install an older PyTorch or choose another model.</source>
   <translation>PyTorch {1} 不再读取 LaMa 所需的 TorchScript；请安装较旧的 PyTorch 或选择其他模型。</translation>
  </message>
  <message>
   <source>Quality {1} is out of range; give 1 to 100.</source>
   <translation>质量 {1} 超出范围；请给 1 到 100。</translation>
  </message>
  <message>
   <source>Reading {1}</source>
   <translation>正在读取 {1}</translation>
  </message>
  <message>
   <source>Recovery files cannot be kept in {1}: {2}; check its permissions.</source>
   <translation>无法在 {1} 中保存恢复文件：{2}；请检查其权限。</translation>
  </message>
  <message>
   <source>Scores of {1} are {2} {3}.</source>
   <translation>{1} 的得分为 {2} {3}。</translation>
  </message>
  <message>
   <source>Sensitivity is {1}; give more than 0 and less than 1.</source>
   <translation>灵敏度为 {1}；请给大于 0 且小于 1 的值。</translation>
  </message>
  <message>
   <source>Settings cannot be written to {1}: {2}; check the folder's permissions and free space.</source>
   <translation>设置无法写入 {1}：{2}；请检查文件夹的权限和剩余空间。</translation>
  </message>
  <message>
   <source>Settings {1} are damaged; defaults are used.</source>
   <translation>设置文件 {1} 已损坏；使用默认值。</translation>
  </message>
  <message>
   <source>Settings {1} cannot be read: {2}; defaults are used.</source>
   <translation>设置文件 {1} 无法读取：{2}；使用默认值。</translation>
  </message>
  <message>
   <source>Shared gradients</source>
   <translation>共有的梯度</translation>
  </message>
  <message>
   <source>Sigma is {1}; use a value above 0 and up to {2}.</source>
   <translation>Sigma 为 {1}；请使用大于 0 且不超过 {2} 的值。</translation>
  </message>
  <message>
   <source>The EXIF data is too large for a JPEG (64 KB) and was left out.</source>
   <translation>EXIF 数据超出 JPEG 的限制（64 KB），已略去。</translation>
  </message>
  <message>
   <source>The ICC profile is too large for a JPEG (16 MB) and was left out.</source>
   <translation>ICC 配置文件超出 JPEG 的限制（16 MB），已略去。</translation>
  </message>
  <message>
   <source>The IPTC data is too large for a JPEG (64 KB) and was left out.</source>
   <translation>IPTC 数据超出 JPEG 的限制（64 KB），已略去。</translation>
  </message>
  <message>
   <source>The XMP data is too large for a JPEG (64 KB) and was left out.</source>
   <translation>XMP 数据超出 JPEG 的限制（64 KB），已略去。</translation>
  </message>
  <message>
   <source>The card has format {1}; this version reads format {2}: update Inpaint Studio or import the model again.</source>
   <translation>卡片的格式为 {1}；此版本读取格式 {2}：请更新 Inpaint Studio 或重新导入模型。</translation>
  </message>
  <message>
   <source>The card is not JSON: {1}.</source>
   <translation>卡片不是 JSON：{1}。</translation>
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
   <source>The content credentials no longer fit and were left out.</source>
   <translation>内容凭证已不再相符，已略去。</translation>
  </message>
  <message>
   <source>The engine ended unexpectedly (status {1}); your work is still here, try again.</source>
   <translation>引擎意外结束（状态 {1}）；您的工作仍在，请重试。</translation>
  </message>
  <message>
   <source>The engine's process could not be started ({1}); install the program anew.</source>
   <translation>无法启动引擎进程（{1}）；请重新安装程序。</translation>
  </message>
  <message>
   <source>The eye's box {1} lies outside the photo; click on it.</source>
   <translation>眼睛的范围 {1} 在照片之外；请点击眼睛。</translation>
  </message>
  <message>
   <source>The feather is {1} pixels wide; use 0 or more.</source>
   <translation>羽化宽度为 {1} 像素；请使用 0 或更大的值。</translation>
  </message>
  <message>
   <source>The file has {1} pages; page {2} is shown, the others are kept only in a TIFF.</source>
   <translation>文件有 {1} 页；显示第 {2} 页，其余各页仅在 TIFF 中保留。</translation>
  </message>
  <message>
   <source>The file holds further pictures (previews or a gain map); they show the old photo and are left out when it is written.</source>
   <translation>文件中还有其他图片（预览或增益图）；它们显示的是旧照片，写出时会略去。</translation>
  </message>
  <message>
   <source>The file holds {1} pictures; only the main one is read and written.</source>
   <translation>文件中有 {1} 张图片；只读写主图。</translation>
  </message>
  <message>
   <source>The file is an animation of {1} pictures; only the first is read and written.</source>
   <translation>文件是由 {1} 张图片组成的动画；只读写第一张。</translation>
  </message>
  <message>
   <source>The file's Photoshop layers hold the old photo and were left out.</source>
   <translation>文件的 Photoshop 图层中是旧照片，已略去。</translation>
  </message>
  <message>
   <source>The fill is {1} pixels but the photo is {2}; they must be alike.</source>
   <translation>填充为 {1} 像素，而照片为 {2}；二者必须一致。</translation>
  </message>
  <message>
   <source>The hole covers the whole photo and leaves nothing to restore from; unmask some of it, or grow and feather less.</source>
   <translation>空洞覆盖了整张照片，没有可供修复的依据；请去掉部分蒙版，或减小扩大和羽化。</translation>
  </message>
  <message>
   <source>The mark is wholly transparent; learn it again.</source>
   <translation>水印完全透明；请重新学习。</translation>
  </message>
  <message>
   <source>The mark is {1} pixels but the photo is {2}; place it first.</source>
   <translation>水印为 {1} 像素，而照片为 {2}；请先放置水印。</translation>
  </message>
  <message>
   <source>The mark of photos of {1} is not found on this one of {2}; give its mask instead.</source>
   <translation>在这张 {2} 的照片上找不到 {1} 的照片中的水印；请改为给出其蒙版。</translation>
  </message>
  <message>
   <source>The mask has no hole; the photo is unchanged.</source>
   <translation>蒙版中没有空洞；照片未改变。</translation>
  </message>
  <message>
   <source>The mask is {1} pixels but its photo is {2}.</source>
   <translation>蒙版为 {1} 像素，而照片为 {2}。</translation>
  </message>
  <message>
   <source>The mask {1} is {2} pixels but the photo is {3}; {4}.</source>
   <translation>蒙版 {1} 为 {2} 像素，而照片为 {3}；{4}。</translation>
  </message>
  <message>
   <source>The name {1} has a meaning of its own; choose another.</source>
   <translation>名称 {1} 另有含义；请另选一个。</translation>
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
   <source>The photo {1} is not the one that was worked on.</source>
   <translation>照片 {1} 不是当初处理的那一张。</translation>
  </message>
  <message>
   <source>The photo {1} was changed, moved or removed since; put it back to recover the work on it.</source>
   <translation>照片 {1} 后来被更改、移动或删除；请放回原处以恢复对它的工作。</translation>
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
   <source>The project is of format {1}, this version reads up to {2}; update Inpaint Studio.</source>
   <translation>项目的格式为 {1}，此版本最多读取到 {2}；请更新 Inpaint Studio。</translation>
  </message>
  <message>
   <source>The project's record of its photo file is damaged.</source>
   <translation>项目中关于照片文件的记录已损坏。</translation>
  </message>
  <message>
   <source>The reach is {1} px; give more than 0.</source>
   <translation>范围为 {1} 像素；请给大于 0 的值。</translation>
  </message>
  <message>
   <source>The restored image is {1} pixels but the photo is {2}; write an image of the photo's size.</source>
   <translation>修复后的图像为 {1} 像素，而照片为 {2}；请写出与照片同样大小的图像。</translation>
  </message>
  <message>
   <source>The result is {1} but the photo is {2}; restore again.</source>
   <translation>结果为 {1}，而照片为 {2}；请重新修复。</translation>
  </message>
  <message>
   <source>The smallest speck to keep is {1} pixels; use 0 or more.</source>
   <translation>要保留的最小斑点为 {1} 像素；请使用 0 或更大的值。</translation>
  </message>
  <message>
   <source>The system ended the engine, most likely because memory ran out; close other programs, or mark less at once. Your work is still here.</source>
   <translation>系统结束了引擎，很可能是因为内存不足；请关闭其他程序，或一次少标记一些。您的工作仍在。</translation>
  </message>
  <message>
   <source>The weights of {1} are not installed; reinstall Inpaint Studio.</source>
   <translation>未安装 {1} 的权重；请重新安装 Inpaint Studio。</translation>
  </message>
  <message>
   <source>The {1} file is missing; {2} needs {3}.</source>
   <translation>缺少 {1} 文件；{2} 需要 {3}。</translation>
  </message>
  <message>
   <source>The {1}-bit grey was expanded; the photo is written with 8 bits.</source>
   <translation>{1} 位灰度已展开；照片将以 8 位写出。</translation>
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
   <source>WebP has no place for IPTC data; it was left out.</source>
   <translation>WebP 不能保存 IPTC 数据；已略去。</translation>
  </message>
  <message>
   <source>What the photo file said besides its pixels could not be read from the project; saving will not keep its metadata.</source>
   <translation>无法从项目中读取照片文件像素以外的信息；保存时将不保留其元数据。</translation>
  </message>
  <message>
   <source>Where the mark is tied to</source>
   <translation>标记所依附的位置</translation>
  </message>
  <message>
   <source>Writing {1}</source>
   <translation>正在写入 {1}</translation>
  </message>
  <message>
   <source>holds no tensors by name; the {1} ({2}) is needed.</source>
   <translation>没有命名的张量；需要 {1}（{2}）。</translation>
  </message>
  <message>
   <source>holds {1} tensors of an unknown network (such as {2} {3}); the {4} ({5}) is needed.</source>
   <translation>含有未知网络的 {1} 个张量（如 {2} {3}）；需要 {4}（{5}）。</translation>
  </message>
  <message>
   <source>is the {1} (as in {2}); the {3} ({4}) is needed here.</source>
   <translation>是 {1}（如 {2}）；这里需要 {3}（{4}）。</translation>
  </message>
  <message>
   <source>its family {1} is not known; install the package that brings it.</source>
   <translation>其系列 {1} 未知；请安装提供它的软件包。</translation>
  </message>
  <message>
   <source>known are: {1}.</source>
   <translation>已知的有：{1}。</translation>
  </message>
  <message>
   <source>project</source>
   <translation>项目</translation>
  </message>
  <message>
   <source>tensor {1} does not belong to the {2}{3}.</source>
   <translation>张量 {1} 不属于 {2}{3}。</translation>
  </message>
  <message>
   <source>tensor {1} has singular values from {2} to {3}; the published layout normalises by one among them, so that this model cannot be written in it.</source>
   <translation>张量 {1} 的奇异值从 {2} 到 {3}；已发布的布局按其中之一归一化，因此无法以该布局写出此模型。</translation>
  </message>
  <message>
   <source>tensor {1} holds no values; the file is damaged.</source>
   <translation>张量 {1} 没有数值；文件已损坏。</translation>
  </message>
  <message>
   <source>tensor {1} holds values that are not numbers.</source>
   <translation>张量 {1} 含有非数值。</translation>
  </message>
  <message>
   <source>tensor {1} is missing beside {2}.</source>
   <translation>{2} 旁缺少张量 {1}。</translation>
  </message>
  <message>
   <source>tensor {1} of the {2} has shape {3}; expected {4}.</source>
   <translation>{2} 的张量 {1} 形状为 {3}；应为 {4}。</translation>
  </message>
  <message>
   <source>tensor {1} of the {2} is missing{3}.</source>
   <translation>缺少 {2} 的张量 {1}{3}。</translation>
  </message>
  <message>
   <source>tensor {1} should count pixels, but holds other than ones.</source>
   <translation>张量 {1} 应为像素计数，却含有非 1 的值。</translation>
  </message>
  <message>
   <source>tensors {1} and {2} should be one, but differ.</source>
   <translation>张量 {1} 与 {2} 应当相同，却不一致。</translation>
  </message>
  <message>
   <source>this is not a whole {1}: {2}: {3}.</source>
   <translation>这不是完整的 {1}：{2}：{3}。</translation>
  </message>
  <message>
   <source>torch {1} finds no usable GPU; check the driver with 'nvidia-smi' or use --device cpu.</source>
   <translation>torch {1} 找不到可用的 GPU；请用“nvidia-smi”检查驱动，或使用 --device cpu。</translation>
  </message>
  <message>
   <source>torch {1} is built without GPU support; install a CUDA build of torch or use --device cpu.</source>
   <translation>torch {1} 不带 GPU 支持；请安装 CUDA 版的 torch，或使用 --device cpu。</translation>
  </message>
  <message>
   <source>{1} The default is used.</source>
   <translation>{1} 使用默认值。</translation>
  </message>
  <message>
   <source>{1} and {2} are both the {3}; give one.</source>
   <translation>{1} 和 {2} 都是 {3}；请只给一个。</translation>
  </message>
  <message>
   <source>{1} cannot be a BMP: it would pass 4 GB; write a PNG or TIFF.</source>
   <translation>{1} 无法存为 BMP：会超过 4 GB；请写为 PNG 或 TIFF。</translation>
  </message>
  <message>
   <source>{1} cannot be a JPEG: {2} pixels, the limit is {3} a side; write a PNG or TIFF.</source>
   <translation>{1} 无法存为 JPEG：{2} 像素，每边上限为 {3}；请写为 PNG 或 TIFF。</translation>
  </message>
  <message>
   <source>{1} cannot be a PNG: {2} pixels, the limit is {3} a side; write a TIFF.</source>
   <translation>{1} 无法存为 PNG：{2} 像素，每边上限为 {3}；请写为 TIFF。</translation>
  </message>
  <message>
   <source>{1} cannot be a WebP: {2} pixels, the limit is {3} a side; write a PNG or TIFF.</source>
   <translation>{1} 无法存为 WebP：{2} 像素，每边上限为 {3}；请写为 PNG 或 TIFF。</translation>
  </message>
  <message>
   <source>{1} cannot be copied: {2}.</source>
   <translation>无法复制 {1}：{2}。</translation>
  </message>
  <message>
   <source>{1} cannot be kept in a project; save the photo first.</source>
   <translation>{1} 无法存入项目；请先保存照片。</translation>
  </message>
  <message>
   <source>{1} cannot be read as PyTorch weights: it is damaged, incomplete or of another kind; fetch it again.</source>
   <translation>{1} 无法作为 PyTorch 权重读取：它已损坏、不完整或属于其他种类；请重新获取。</translation>
  </message>
  <message>
   <source>{1} cannot be read: {2}.</source>
   <translation>无法读取 {1}：{2}。</translation>
  </message>
  <message>
   <source>{1} cannot be read: {2}; check the file.</source>
   <translation>无法读取 {1}：{2}；请检查该文件。</translation>
  </message>
  <message>
   <source>{1} cannot be read: {2}; install or import {3} again.</source>
   <translation>无法读取 {1}：{2}；请重新安装或导入 {3}。</translation>
  </message>
  <message>
   <source>{1} cannot be removed: {2}.</source>
   <translation>无法移除 {1}：{2}。</translation>
  </message>
  <message>
   <source>{1} cannot be written ({2}); free some space, change its permissions, or set INPAINT_STUDIO_MODELS to another folder.</source>
   <translation>无法写入 {1}（{2}）；请腾出空间、更改其权限，或将 INPAINT_STUDIO_MODELS 设为其他文件夹。</translation>
  </message>
  <message>
   <source>{1} cannot be written: it is a folder or device; name a file.</source>
   <translation>无法写入 {1}：它是文件夹或设备；请指定文件。</translation>
  </message>
  <message>
   <source>{1} cannot be written: masks are PNG files; let its name end in .png.</source>
   <translation>无法写入 {1}：蒙版是 PNG 文件；文件名请以 .png 结尾。</translation>
  </message>
  <message>
   <source>{1} cannot be written: there is no folder {2}; create it first.</source>
   <translation>无法写入 {1}：没有文件夹 {2}；请先创建。</translation>
  </message>
  <message>
   <source>{1} cannot be written: {2} is the suffix of no known format; use one of {3}.</source>
   <translation>无法写入 {1}：{2} 不是已知格式的后缀；请使用 {3} 之一。</translation>
  </message>
  <message>
   <source>{1} cannot be written: {2}.</source>
   <translation>无法写入 {1}：{2}。</translation>
  </message>
  <message>
   <source>{1} cannot be {2}: {3}.</source>
   <translation>{1} 无法 {2}：{3}。</translation>
  </message>
  <message>
   <source>{1} claims a size of {2} pixels; the file is damaged, use another copy.</source>
   <translation>{1} 声称大小为 {2} 像素；文件已损坏，请使用其他副本。</translation>
  </message>
  <message>
   <source>{1} does not fit into memory, or it is damaged.</source>
   <translation>内存容不下 {1}，或者它已损坏。</translation>
  </message>
  <message>
   <source>{1} does not fit into memory; close other programs or scale it down.</source>
   <translation>内存容不下 {1}；请关闭其他程序或将其缩小。</translation>
  </message>
  <message>
   <source>{1} entries are too many for a project.</source>
   <translation>{1} 个条目对项目来说太多。</translation>
  </message>
  <message>
   <source>{1} exists already; remove that model first.</source>
   <translation>{1} 已存在；请先移除该模型。</translation>
  </message>
  <message>
   <source>{1} extra channels of the file were left out.</source>
   <translation>已略去文件的 {1} 个额外通道。</translation>
  </message>
  <message>
   <source>{1} gave sha256 {2}… instead of {3}…; nothing was installed. Try again, or report it.</source>
   <translation>{1} 给出的 sha256 为 {2}…，而不是 {3}…；未安装任何内容。请重试，或报告此问题。</translation>
  </message>
  <message>
   <source>{1} has no address to be fetched from.</source>
   <translation>{1} 没有下载地址。</translation>
  </message>
  <message>
   <source>{1} has no transparency; the photo was laid over white.</source>
   <translation>{1} 没有透明度；照片已衬在白色上。</translation>
  </message>
  <message>
   <source>{1} has sha256 {2}…, but its card says {3}…; install or import {4} again.</source>
   <translation>{1} 的 sha256 为 {2}…，而卡片上为 {3}…；请重新安装或导入 {4}。</translation>
  </message>
  <message>
   <source>{1} has sha256 {2}…, but {3} has {4}…: this is another file, or it is damaged.</source>
   <translation>{1} 的 sha256 为 {2}…，而 {3} 为 {4}…：这是另一个文件，或者它已损坏。</translation>
  </message>
  <message>
   <source>{1} has the unknown key {2}; remove it or update.</source>
   <translation>{1} 含有未知的键 {2}；请将其删除或更新程序。</translation>
  </message>
  <message>
   <source>{1} has {2} bytes instead of {3}; install or import the model again.</source>
   <translation>{1} 有 {2} 字节，而应为 {3}；请重新安装或导入模型。</translation>
  </message>
  <message>
   <source>{1} has {2} bytes, but its card says {3}; install or import {4} again.</source>
   <translation>{1} 有 {2} 字节，而卡片上为 {3}；请重新安装或导入 {4}。</translation>
  </message>
  <message>
   <source>{1} has {2} bytes; {3} has {4}: this is another file, or not all of it.</source>
   <translation>{1} 有 {2} 字节；{3} 有 {4}：这是另一个文件，或者不完整。</translation>
  </message>
  <message>
   <source>{1} has {2} files; give the folder that holds them.</source>
   <translation>{1} 有 {2} 个文件；请给出它们所在的文件夹。</translation>
  </message>
  <message>
   <source>{1} has {2} pixels ({3} megapixels); the limit is {4} megapixels: cut it into parts or scale it down.</source>
   <translation>{1} 有 {2} 像素（{3} 百万像素）；上限为 {4} 百万像素：请将其分割或缩小。</translation>
  </message>
  <message>
   <source>{1} holds 8 bits a channel; the photo's 16 were rounded.</source>
   <translation>{1} 每通道为 8 位；照片的 16 位已舍入。</translation>
  </message>
  <message>
   <source>{1} holds no network of a known family; these can be imported: {2}.</source>
   <translation>{1} 中没有已知系列的网络；可导入的有：{2}。</translation>
  </message>
  <message>
   <source>{1} holds {2} pictures, of which only the first would remain; choose another name.</source>
   <translation>{1} 中有 {2} 张图片，只会保留第一张；请另选名称。</translation>
  </message>
  <message>
   <source>{1} is a camera raw file; develop it to a 16-bit TIFF first.</source>
   <translation>{1} 是相机 RAW 文件；请先冲印为 16 位 TIFF。</translation>
  </message>
  <message>
   <source>{1} is a pickle of another kind than PyTorch weights, or damaged; it was refused, since pickles can run code.</source>
   <translation>{1} 是 PyTorch 权重以外的 pickle 文件，或已损坏；由于 pickle 可以运行代码，已拒绝。</translation>
  </message>
  <message>
   <source>{1} is damaged or cut short ({2}); use another copy of the file.</source>
   <translation>{1} 已损坏或被截断（{2}）；请使用该文件的其他副本。</translation>
  </message>
  <message>
   <source>{1} is damaged or no project; open the photo itself instead.</source>
   <translation>{1} 已损坏或不是项目；请改为打开照片本身。</translation>
  </message>
  <message>
   <source>{1} is empty (0 bytes); restore it from a copy or choose another file.</source>
   <translation>{1} 是空文件（0 字节）；请从副本恢复或选择其他文件。</translation>
  </message>
  <message>
   <source>{1} is missing; install or import the model again.</source>
   <translation>缺少 {1}；请重新安装或导入模型。</translation>
  </message>
  <message>
   <source>{1} is named as {2} but contains {3}; rename it to end in {4}.</source>
   <translation>{1} 的后缀为 {2}，内容却是 {3}；请将后缀改为 {4}。</translation>
  </message>
  <message>
   <source>{1} is no kind of damage; choose from {2}, or all.</source>
   <translation>{1} 不是损伤种类；请从 {2} 中选择，或选择 all。</translation>
  </message>
  <message>
   <source>{1} is not a readable ONNX file ({2}); install the model again.</source>
   <translation>{1} 不是可读的 ONNX 文件（{2}）；请重新安装模型。</translation>
  </message>
  <message>
   <source>{1} is not a safetensors file; import {2} again.</source>
   <translation>{1} 不是 safetensors 文件；请重新导入 {2}。</translation>
  </message>
  <message>
   <source>{1} is not a whole safetensors file ({2}); fetch or import it again.</source>
   <translation>{1} 不是完整的 safetensors 文件（{2}）；请重新获取或导入。</translation>
  </message>
  <message>
   <source>{1} is the photo itself and would be overwritten; choose another name or ask for it with --in-place.</source>
   <translation>{1} 就是照片本身，会被覆盖；请另选名称，或用 --in-place 明确要求。</translation>
  </message>
  <message>
   <source>{1} is the {2} of {3}, but the other file is of {4}; import them one after the other.</source>
   <translation>{1} 是 {3} 的 {2}，而另一个文件属于 {4}；请分别导入。</translation>
  </message>
  <message>
   <source>{1} is {2} MB for {3} pixels, more than a photo of that size can need; the file is damaged, use another copy.</source>
   <translation>{1} 为 {2} MB，却只有 {3} 像素，超过这种大小的照片所需；文件已损坏，请使用其他副本。</translation>
  </message>
  <message>
   <source>{1} is {2} px; it can be 0 to {3}.</source>
   <translation>{1} 为 {2} 像素；可取 0 到 {3}。</translation>
  </message>
  <message>
   <source>{1} is {2}, not a PublishedNetwork.</source>
   <translation>{1} 是 {2}，不是 PublishedNetwork。</translation>
  </message>
  <message>
   <source>{1} is {2}, not a photo that can be opened; convert it to one of {3}.</source>
   <translation>{1} 是 {2}，不是可以打开的照片；请转换为 {3} 之一。</translation>
  </message>
  <message>
   <source>{1} is {2}; it must be a list.</source>
   <translation>{1} 为 {2}；必须是列表。</translation>
  </message>
  <message>
   <source>{1} is {2}; it must be an object.</source>
   <translation>{1} 为 {2}；必须是对象。</translation>
  </message>
  <message>
   <source>{1} is {2}; it must be of type {3}.</source>
   <translation>{1} 为 {2}；类型必须为 {3}。</translation>
  </message>
  <message>
   <source>{1} is {2}; known values: {3}.</source>
   <translation>{1} 为 {2}；已知的值：{3}。</translation>
  </message>
  <message>
   <source>{1} is {2}; name a photo file.</source>
   <translation>{1} 是 {2}；请指定照片文件。</translation>
  </message>
  <message>
   <source>{1} lacks the key {2}.</source>
   <translation>{1} 缺少键 {2}。</translation>
  </message>
  <message>
   <source>{1} lists no {2} file; import the model again.</source>
   <translation>{1} 没有列出 {2} 文件；请重新导入模型。</translation>
  </message>
  <message>
   <source>{1} names the model {2}; rename the folder so.</source>
   <translation>{1} 中的模型名为 {2}；请将文件夹改成此名。</translation>
  </message>
  <message>
   <source>{1} previews in the file still showed the old photo and were left out.</source>
   <translation>文件中的 {1} 个预览仍显示旧照片，已略去。</translation>
  </message>
  <message>
   <source>{1} sends more than the {2} bytes of {3}; nothing was installed.</source>
   <translation>{1} 发送的数据超过 {3} 的 {2} 字节；未安装任何内容。</translation>
  </message>
  <message>
   <source>{1} takes no {2} file; it takes: {3}.</source>
   <translation>{1} 不需要 {2} 文件；它需要：{3}。</translation>
  </message>
  <message>
   <source>{1} was not installed; the licence was not accepted.</source>
   <translation>未安装 {1}；许可未被接受。</translation>
  </message>
  <message>
   <source>{1} was refused: opening it would call {2}, and a file that calls code is not safe (or it is damaged); get the weights alone, as a state_dict or safetensors.</source>
   <translation>已拒绝 {1}：打开它会调用 {2}，而调用代码的文件不安全（或已损坏）；请只获取权重，即 state_dict 或 safetensors。</translation>
  </message>
  <message>
   <source>{1} would pass 4 GB, the limit of a classic TIFF; write a PNG, or convert the photo to BigTIFF first.</source>
   <translation>{1} 会超过传统 TIFF 的 4 GB 上限；请写为 PNG，或先将照片转换为 BigTIFF。</translation>
  </message>
  <message>
   <source>{1} {2}; its card says {3} bytes. Install it again.</source>
   <translation>{1} {2}；其卡片标明为 {3} 字节。请重新安装。</translation>
  </message>
  <message>
   <source>{1}: larger than {2} bytes; not a card.</source>
   <translation>{1}：大于 {2} 字节；不是卡片。</translation>
  </message>
  <message>
   <source>{1}{2} has shape {3}; expected ({4},).</source>
   <translation>{1}{2} 的形状为 {3}；应为（{4},）。</translation>
  </message>
  <message>
   <source>{1}{2} is missing beside {3}{4}.</source>
   <translation>{3}{4} 旁缺少 {1}{2}。</translation>
  </message>
  <message>
   <source>{1}{2}: its spectral norm is {3}; the file is damaged.</source>
   <translation>{1}{2}：其谱范数为 {3}；文件已损坏。</translation>
  </message>
  <message>
   <source>{1}{2}: no model here has been measured.</source>
   <translation>{1}{2}：此处没有测评过的模型。</translation>
  </message>
 </context>
 <context>
  <name>ModelPanel</name>
  <message>
   <source>Automatic</source>
   <translation>自动</translation>
  </message>
  <message>
   <source>Beyond the hole the fill fades out over this.</source>
   <translation>填充在空洞之外的这段距离内渐隐。</translation>
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
   <source>Feather</source>
   <translation>羽化</translation>
  </message>
  <message>
   <source>Good at {what}.</source>
   <translation>擅长：{what}。</translation>
  </message>
  <message>
   <source>Grow</source>
   <translation>扩大</translation>
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
   <source>Same photo, hole and seed give the same result.</source>
   <translation>同样的照片、空洞和种子得到同样的结果。</translation>
  </message>
  <message>
   <source>Seed</source>
   <translation>种子</translation>
  </message>
  <message>
   <source>Speed here</source>
   <translation>本机速度</translation>
  </message>
  <message>
   <source>The hole is grown by this before it is filled.</source>
   <translation>填充之前空洞先扩大这么多。</translation>
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
   <source>Cancelled; nothing was changed.</source>
   <translation>已取消；没有任何更改。</translation>
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
   <source>Hardness</source>
   <translation>硬度</translation>
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
   <source>The program ended before your work was saved. It can be recovered.</source>
   <translation>程序在保存您的工作之前结束了。可以恢复。</translation>
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
   <source>The photo or the hole changed while it was restored; restore again.</source>
   <translation>修复期间照片或空洞发生了变化；请再次修复。</translation>
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
   <source>Memory ran out; close other programs or work on a smaller photo.</source>
   <translation>内存不足；请关闭其他程序或使用较小的照片。</translation>
  </message>
  <message>
   <source>Something went wrong that should not have ({kind}: {detail}). Your work is still here; save it, and try again.</source>
   <translation>发生了意外错误（{kind}: {detail}）。您的工作仍在；请保存后重试。</translation>
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
   <source>Autosave every</source>
   <translation>自动保存间隔</translation>
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
   <source>Clear the mask afterwards</source>
   <translation>修复后清除蒙版</translation>
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
   <source>For photos that were no JPEG before.</source>
   <translation>用于原本不是 JPEG 的照片。</translation>
  </message>
  <message>
   <source>For recovery after a crash.</source>
   <translation>用于崩溃后恢复。</translation>
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
   <source>The edge generator runs by itself after each stroke.</source>
   <translation>每一笔之后自动运行边缘生成器。</translation>
  </message>
  <message>
   <source>The fill fades out over this beyond the hole.</source>
   <translation>填充在空洞之外的这段距离内渐隐。</translation>
  </message>
  <message>
   <source>The hole is emptied once it is restored.</source>
   <translation>修复后清空空洞。</translation>
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
   <source>Choose at least one kind of damage.</source>
   <translation>请至少选择一种损伤。</translation>
  </message>
  <message>
   <source>Choose the folder of masks</source>
   <translation>选择蒙版文件夹</translation>
  </message>
  <message>
   <source>Choose the folder of masks.</source>
   <translation>请选择蒙版文件夹。</translation>
  </message>
  <message>
   <source>Choose the folder of photographs</source>
   <translation>选择照片文件夹</translation>
  </message>
  <message>
   <source>Choose the folder of photographs.</source>
   <translation>请选择照片文件夹。</translation>
  </message>
  <message>
   <source>Choose the folder of results</source>
   <translation>选择结果文件夹</translation>
  </message>
  <message>
   <source>Choose the folder of results.</source>
   <translation>请选择结果文件夹。</translation>
  </message>
  <message>
   <source>Choose the mask</source>
   <translation>选择蒙版</translation>
  </message>
  <message>
   <source>Choose the mask.</source>
   <translation>请选择蒙版。</translation>
  </message>
  <message>
   <source>Damage that is found</source>
   <translation>查找到的损伤</translation>
  </message>
  <message>
   <source>Feather</source>
   <translation>羽化</translation>
  </message>
  <message>
   <source>Folder of masks</source>
   <translation>蒙版文件夹</translation>
  </message>
  <message>
   <source>Grow</source>
   <translation>扩大</translation>
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
   <source>Edge curve: click points of a curve</source>
   <translation>边缘曲线: 点击曲线上的点</translation>
  </message>
  <message>
   <source>Edge eraser: rub edges out</source>
   <translation>边缘橡皮: 擦除边缘</translation>
  </message>
  <message>
   <source>Edge line: drag a straight edge</source>
   <translation>边缘直线: 拖出一条直边</translation>
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
  <name>TryAllDialog</name>
  <message>
   <source>Candidates of each</source>
   <translation>每个模型的候选数</translation>
  </message>
  <message>
   <source>Click on the fill that you like best.</source>
   <translation>点击您最喜欢的填充。</translation>
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
