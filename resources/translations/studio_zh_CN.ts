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
   <source>Space moves the photo, Ctrl and the wheel zoom, [ and ] change the brush.</source>
   <translation>空格键移动照片，Ctrl 加滚轮缩放，[ 和 ] 改变画笔大小。</translation>
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
   <source>Mo&amp;dels…</source>
   <translation>模型(&amp;D)…</translation>
  </message>
  <message>
   <source>Predict while p&amp;ainting</source>
   <translation>涂抹时预测(&amp;A)</translation>
  </message>
  <message>
   <source>S&amp;hrink</source>
   <translation>缩小(&amp;H)</translation>
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
   <source>Paint a hole: the edges that {model} sees in it appear. Correct them with the edge pencil (D) and the edge eraser (Shift+D); the fill follows.</source>
   <translation>涂抹一处空洞：{model} 在其中看到的边缘会显示出来。用边缘铅笔（D）和边缘橡皮（Shift+D）修正，填充会随之更新。</translation>
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
   <source>{model} follows edges that you draw, but predicts none.</source>
   <translation>{model} 遵循您画的边缘，但不预测边缘。</translation>
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
   <source>Restore</source>
   <translation>修复</translation>
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
   <source>Open a photo</source>
   <translation>打开照片</translation>
  </message>
  <message>
   <source>Opening {name}</source>
   <translation>正在打开 {name}</translation>
  </message>
  <message>
   <source>PNG mask</source>
   <translation>PNG 蒙版</translation>
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
   <source>Reading {name}</source>
   <translation>正在读取 {name}</translation>
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
   <source>The mask is saved as {name}.</source>
   <translation>蒙版已保存为 {name}。</translation>
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
  <message>
   <source>Still at work</source>
   <translation>仍在工作</translation>
  </message>
  <message>
   <source>{title} is not done. Cancel it and close?</source>
   <translation>“{title}”尚未完成。取消并关闭吗？</translation>
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
   <source>Ranking</source>
   <translation>排名</translation>
  </message>
  <message>
   <source>Time</source>
   <translation>用时</translation>
  </message>
  <message>
   <source>Use the best</source>
   <translation>使用最佳模型</translation>
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
   <source>Chooses for you</source>
   <translation>为您选择</translation>
  </message>
  <message>
   <source>Does</source>
   <translation>作用</translation>
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
   <source>Licence</source>
   <translation>许可</translation>
  </message>
  <message>
   <source>Measure</source>
   <translation>测评</translation>
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
 </context>
 <context>
  <name>ModelsDialog</name>
  <message>
   <source>&lt;b&gt;{title}&lt;/b&gt;, {size}&lt;br&gt;&lt;br&gt;Licence: &lt;b&gt;{licence}&lt;/b&gt;. {notice}&lt;br&gt;Paper: {paper}&lt;br&gt;From: {where}&lt;br&gt;&lt;br&gt;Do you accept the licence?</source>
   <translation>&lt;b&gt;{title}&lt;/b&gt;，{size}&lt;br&gt;&lt;br&gt;许可：&lt;b&gt;{licence}&lt;/b&gt;。{notice}&lt;br&gt;论文：{paper}&lt;br&gt;来源：{where}&lt;br&gt;&lt;br&gt;您接受此许可吗？</translation>
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
  <name>PhotoView</name>
  <message>
   <source>Photo</source>
   <translation>照片</translation>
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
  <name>Restoring</name>
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
   <source>Settings</source>
   <translation>设置</translation>
  </message>
  <message>
   <source>Some changes take effect at the next start.</source>
   <translation>部分更改在下次启动时生效。</translation>
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
   <source>Automatic</source>
   <translation>自动</translation>
  </message>
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
 </context>
 <context>
  <name>Welcome</name>
  <message>
   <source>Compare with the split view (S), then save.</source>
   <translation>用分割视图（S）对比，然后保存。</translation>
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
   <source>Take this one</source>
   <translation>采用这个</translation>
  </message>
 </context>
</TS>
