# Installs the MSI silently for everybody, starts the program's own trial, uninstalls.
param([Parameter(Mandatory)][string]$Package)
$ErrorActionPreference = "Stop"
$folder = "$env:ProgramFiles\Elemental"

function Invoke-Checked([string]$Program, [string[]]$Arguments) {
    $done = Start-Process -FilePath $Program -ArgumentList $Arguments -Wait -PassThru
    if ($done.ExitCode -ne 0) { throw "$Program $Arguments ended with $($done.ExitCode)" }
}

Invoke-Checked "msiexec" @("/i", "`"$Package`"", "/qn")
$out = Join-Path $env:RUNNER_TEMP "smoke"
Invoke-Checked "$folder\Elemental.exe" @("--smoke", $out)
Get-Content "$out\smoke.txt"
Invoke-Checked "msiexec" @("/x", "`"$Package`"", "/qn")
if (Test-Path "$folder\Elemental.exe") { throw "$folder is left behind" }
