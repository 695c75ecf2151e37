; Inno Setup 6: an installer for Windows from the folder bundle.
;     iscc /DBundle=build\packages\inpaint-studio /DVersion=1.0.0 packaging\windows\inpaint-studio.iss
; Installs for this user alone unless started as administrator; adds "Open with" for photographs.

#ifndef Bundle
  #define Bundle "..\..\build\packages\inpaint-studio"
#endif
#ifndef Version
  #define Version "1.0.0"
#endif

[Setup]
AppId={{6B2E4C37-5B0B-4E0E-9A43-2C1B7C9B6D11}
AppName=Inpaint Studio
AppVersion={#Version}
AppPublisher=Inpaint Studio developers
DefaultDirName={autopf}\Inpaint Studio
DefaultGroupName=Inpaint Studio
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
LicenseFile=..\..\LICENSE
OutputBaseFilename=inpaint-studio-{#Version}-setup
Compression=lzma2/max
SolidCompression=yes
ChangesAssociations=yes
ChangesEnvironment=yes
UninstallDisplayName=Inpaint Studio
WizardStyle=modern

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked
Name: "path"; Description: "Add the command inpaint-studio to PATH"; Flags: unchecked

[Files]
Source: "{#Bundle}\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{group}\Inpaint Studio"; Filename: "{app}\inpaint-studio-window.exe"; AppUserModelID: "InpaintStudio.InpaintStudio"
Name: "{autodesktop}\Inpaint Studio"; Filename: "{app}\inpaint-studio-window.exe"; Tasks: desktopicon

[Registry]
Root: HKA; Subkey: "Software\Classes\Applications\inpaint-studio-window.exe\shell\open\command"; ValueType: string; ValueData: """{app}\inpaint-studio-window.exe"" ""%1"""; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Applications\inpaint-studio-window.exe"; ValueType: string; ValueName: "FriendlyAppName"; ValueData: "Inpaint Studio"
Root: HKA; Subkey: "Software\Classes\SystemFileAssociations\image\shell\InpaintStudio"; ValueType: string; ValueData: "Restore in Inpaint Studio"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\SystemFileAssociations\image\shell\InpaintStudio\command"; ValueType: string; ValueData: """{app}\inpaint-studio-window.exe"" ""%1"""
Root: HKCU; Subkey: "Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: path; Check: NotOnPath(ExpandConstant('{app}'))

[Run]
Filename: "{app}\inpaint-studio-window.exe"; Description: "{cm:LaunchProgram,Inpaint Studio}"; Flags: nowait postinstall skipifsilent

[Code]
function NotOnPath(Folder: string): Boolean;
var
  Known: string;
begin
  if not RegQueryStringValue(HKEY_CURRENT_USER, 'Environment', 'Path', Known) then
    Known := '';
  Result := Pos(';' + Uppercase(Folder) + ';', ';' + Uppercase(Known) + ';') = 0;
end;
