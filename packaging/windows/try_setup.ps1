# Installs silently, runs the smoke test, upgrades and uninstalls, for one user and then for all.
param([Parameter(Mandatory)][string]$Setup)
$ErrorActionPreference = "Stop"

function Invoke-Checked([string]$Program, [string[]]$Arguments) {
    $done = Start-Process -FilePath $Program -ArgumentList $Arguments -Wait -PassThru
    if ($done.ExitCode -ne 0) { throw "$Program $Arguments ended with $($done.ExitCode)" }
}

foreach ($for in @(
    @{ Options = @("/S"); Folder = "$env:LOCALAPPDATA\Programs\Elemental" },
    @{ Options = @("/S", "/AllUsers"); Folder = "$env:ProgramFiles\Elemental" }
)) {
    foreach ($time in 1, 2) {
        Invoke-Checked $Setup $for.Options
        $out = Join-Path $env:RUNNER_TEMP "smoke"
        Invoke-Checked "$($for.Folder)\Elemental.exe" @("--smoke", $out)
        Get-Content "$out\smoke.txt"
    }
    Invoke-Checked "$($for.Folder)\uninstall.exe" @("/S")
    for ($second = 0; (Test-Path $for.Folder) -and $second -lt 60; $second++) { Start-Sleep 1 }
    if (Test-Path $for.Folder) { throw "$($for.Folder) was left behind" }
}
