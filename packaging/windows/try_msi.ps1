# Installs an older MSI and a newer one over it, runs the smoke test, tries the older one again, and uninstalls.
param([Parameter(Mandatory)][string]$Older, [Parameter(Mandatory)][string]$Newer)
$ErrorActionPreference = "Stop"
$folder = "$env:ProgramFiles\Elemental"

function Invoke-Msi([int]$Expected, [string]$Verb, [string]$Package) {
    $done = Start-Process -FilePath msiexec -ArgumentList @($Verb, "`"$Package`"", "/qn", "/norestart") -Wait -PassThru
    if ($done.ExitCode -ne $Expected) { throw "msiexec $Verb $Package ended with $($done.ExitCode)" }
}

function Test-Program {
    $out = Join-Path $env:RUNNER_TEMP "smoke"
    $done = Start-Process -FilePath "$folder\Elemental.exe" -ArgumentList @("--smoke", $out) -Wait -PassThru
    Get-Content "$out\smoke.txt"
    if ($done.ExitCode -ne 0) { throw "--smoke ended with $($done.ExitCode)" }
}

$refused = 1603
Invoke-Msi 0 "/i" $Older
Invoke-Msi 0 "/i" $Newer
Test-Program
Invoke-Msi $refused "/i" $Older
Test-Program
$entries = Get-ItemProperty "HKLM:\Software\Microsoft\Windows\CurrentVersion\Uninstall\*" | Where-Object DisplayName -eq "Elemental"
if (@($entries).Count -ne 1) { throw "Windows lists Elemental $(@($entries).Count) times" }
Invoke-Msi 0 "/x" $Newer
if (Test-Path "$folder\Elemental.exe") { throw "$folder was left behind" }
