; The setup program for Windows. packaging/windows/installers.py makes it and defines VERSION,
; SOURCE (the bundle), SLASH (of the building system), ICON, PICTURE, LICENCE and OUT.
;
;   Elemental-setup.exe                 for this user, no administrator needed
;   Elemental-setup.exe /S              the same, silently
;   Elemental-setup.exe /AllUsers [/S]  for everybody, from an administrator's shell
;   uninstall.exe [/S] [/RemoveData]    keeps the user's data unless told otherwise
;
; Exit status 5: the program is running, and nothing was changed. 740: /AllUsers needs an administrator.

Unicode true
!ifdef TARGET
  Target ${TARGET}
!endif
SetCompressor /SOLID lzma
RequestExecutionLevel user
ManifestDPIAware true
Name "Elemental"
OutFile "${OUT}"
BrandingText "Elemental ${VERSION}"

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include x64.nsh

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Elemental"
!define PROGRAM "Software\Classes\Applications\Elemental.exe"
!define PATHS "Software\Microsoft\Windows\CurrentVersion\App Paths\Elemental.exe"
; The program's own kind of file is an exported catalogue.
!define ENDING "Software\Classes\.elemental"
!define KIND "Elemental.Catalogue"
!define KINDS "Software\Classes\${KIND}"
!define MUI_ICON "${ICON}"
!define MUI_UNICON "${MUI_ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${PICTURE}"
!define MUI_ABORTWARNING
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\Elemental.exe"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Elemental"
VIAddVersionKey "FileDescription" "Elemental setup"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "CompanyName" "Elemental contributors"
VIAddVersionKey "LegalCopyright" "MIT licence"

Var forAll
Var removeData

; Updates Explorer's list of the programs that open each kind of file.
!macro TELL_EXPLORER
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend

; Deletes a key, unless other programs have put something into it.
!macro DELETE_IF_EMPTY KEY
  ClearErrors
  EnumRegValue $0 SHCTX "${KEY}" 0
  ${If} ${Errors}
    DeleteRegKey /ifempty SHCTX "${KEY}"
  ${EndIf}
!macroend

; Ends with status 5 while one of the programs runs. Its file cannot be opened for writing then.
!macro CHECK_RUNNING un
Function ${un}CheckRunning
  again:
  ClearErrors
  ${If} ${FileExists} "$INSTDIR\Elemental.exe"
    FileOpen $0 "$INSTDIR\Elemental.exe" a
    FileClose $0
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR\elemental-cli.exe"
    FileOpen $0 "$INSTDIR\elemental-cli.exe" a
    FileClose $0
  ${EndIf}
  ${IfNot} ${Errors}
    Return
  ${EndIf}
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION \
    "Elemental is running. Close its window (everything is saved), or let elemental-cli end, \
then try again. Cancel changes nothing." \
    /SD IDCANCEL IDRETRY again
  SetErrorLevel 5
  Quit
FunctionEnd
!macroend
!insertmacro CHECK_RUNNING ""
!insertmacro CHECK_RUNNING "un."

!macro FOR_WHOM
  SetRegView 64
  ${If} $forAll == 1
    SetShellVarContext all
  ${Else}
    SetShellVarContext current
  ${EndIf}
!macroend

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_ICONSTOP "Elemental needs a 64-bit Windows." /SD IDOK
    SetErrorLevel 1
    Quit
  ${EndIf}
  StrCpy $forAll 0
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/AllUsers" $R1
  ${IfNot} ${Errors}
    UserInfo::GetAccountType
    Pop $R2
    ${If} $R2 != "Admin"
      MessageBox MB_ICONSTOP "Only an administrator can use /AllUsers." /SD IDOK
      SetErrorLevel 740
      Quit
    ${EndIf}
    StrCpy $forAll 1
  ${EndIf}
  !insertmacro FOR_WHOM
  ${If} $INSTDIR == ""
    ReadRegStr $INSTDIR SHCTX "${UNINSTALL}" "InstallLocation"
  ${EndIf}
  ${If} $INSTDIR == ""
    ${If} $forAll == 1
      StrCpy $INSTDIR "$PROGRAMFILES64\Elemental"
    ${Else}
      StrCpy $INSTDIR "$LOCALAPPDATA\Programs\Elemental"
    ${EndIf}
  ${EndIf}
FunctionEnd

Section
  Call CheckRunning
  SetOutPath "$INSTDIR"
  RMDir /r "$INSTDIR\_internal" ; files of an older version
  File /r "${SOURCE}${SLASH}*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Elemental.lnk" "$INSTDIR\Elemental.exe"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayName" "Elemental"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL}" "Publisher" "Elemental contributors"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayIcon" "$INSTDIR\Elemental.exe"
  WriteRegStr SHCTX "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD SHCTX "${UNINSTALL}" "EstimatedSize" $0
  WriteRegDWORD SHCTX "${UNINSTALL}" "ForAllUsers" $forAll
  WriteRegStr SHCTX "${PATHS}" "" "$INSTDIR\Elemental.exe"
  ; "Open with" for lists. They stay with the programs that open them.
  WriteRegStr SHCTX "${PROGRAM}" "FriendlyAppName" "Elemental"
  WriteRegStr SHCTX "${PROGRAM}\shell\open\command" "" '"$INSTDIR\Elemental.exe" "%1"'
  WriteRegStr SHCTX "${PROGRAM}\SupportedTypes" ".csv" ""
  WriteRegStr SHCTX "${PROGRAM}\SupportedTypes" ".tsv" ""
  WriteRegStr SHCTX "${PROGRAM}\SupportedTypes" ".xlsx" ""
  WriteRegStr SHCTX "${PROGRAM}\SupportedTypes" ".elemental" ""
  WriteRegStr SHCTX "${KINDS}" "" "Elemental catalogue"
  WriteRegStr SHCTX "${KINDS}\DefaultIcon" "" "$INSTDIR\Elemental.exe,0"
  WriteRegStr SHCTX "${KINDS}\shell\open\command" "" '"$INSTDIR\Elemental.exe" "%1"'
  WriteRegStr SHCTX "${ENDING}" "" "${KIND}"
  WriteRegStr SHCTX "${ENDING}\OpenWithProgids" "${KIND}" ""
  !insertmacro TELL_EXPLORER
SectionEnd

Function un.onInit
  SetRegView 64
  StrCpy $forAll 0
  ReadRegStr $0 HKLM "${UNINSTALL}" "InstallLocation"
  ${If} $0 == $INSTDIR
    StrCpy $forAll 1
  ${EndIf}
  !insertmacro FOR_WHOM
  StrCpy $removeData 0
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/RemoveData" $R1
  ${IfNot} ${Errors}
    StrCpy $removeData 1
  ${EndIf}
FunctionEnd

Section "Uninstall"
  Call un.CheckRunning
  ${IfNot} ${Silent}
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 \
      "Remove your saved comparisons, catalogue and preferences too?" IDNO keep
    StrCpy $removeData 1
    keep:
  ${EndIf}
  Delete "$INSTDIR\Elemental.exe"
  Delete "$INSTDIR\elemental-cli.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir /r "$INSTDIR\_internal"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Elemental.lnk"
  DeleteRegKey SHCTX "${UNINSTALL}"
  DeleteRegKey SHCTX "${PROGRAM}"
  DeleteRegKey SHCTX "${PATHS}"
  DeleteRegKey SHCTX "${KINDS}"
  DeleteRegValue SHCTX "${ENDING}\OpenWithProgids" "${KIND}"
  !insertmacro DELETE_IF_EMPTY "${ENDING}\OpenWithProgids"
  ReadRegStr $0 SHCTX "${ENDING}" ""
  ${If} $0 == "${KIND}" ; unless another program has changed it
    DeleteRegValue SHCTX "${ENDING}" ""
  ${EndIf}
  !insertmacro DELETE_IF_EMPTY "${ENDING}"
  !insertmacro TELL_EXPLORER
  ${If} $removeData == 1
    SetShellVarContext current ; the data belong to this user, whoever installed the program
    Delete "$LOCALAPPDATA\Elemental\elemental.sqlite3*"
    Delete "$LOCALAPPDATA\Elemental\catalogue.sqlite3*"
    Delete "$LOCALAPPDATA\Elemental\window.ini"
    RMDir "$LOCALAPPDATA\Elemental"
  ${EndIf}
SectionEnd
