import type { Json } from './text.ts';

/** What the script is told, as data: nothing of it ever becomes PowerShell. */
export type RunbookOrder = {
  readonly leaver: 1;
  readonly reference: string;
  readonly requestId: string;
  readonly actions: readonly string[];
  readonly securityIdentifier: string;
  /** onPremisesImmutableId: base64 of mS-DS-ConsistencyGuid, else of objectGUID (hybrid.md 1.3). */
  readonly anchor: string;
  readonly distinguishedName: string;
  readonly userPrincipalName: string;
  readonly samAccountName: string;
  readonly domainName: string;
};

/**
 * PowerShell for the ActiveDirectory module (never MSOnline, which stopped in 2025: hybrid.md section 3). Its only
 * interpolation is one single-quoted base64 literal of the order as JSON (hybrid.md section 3, rule 1): the alphabet
 * A–Z a–z 0–9 + / = cannot end the literal, whatever names the order holds. Passwords are made on the host and shown to
 * nobody. It finds the account by SID, compares anchor, DN and UPN before the first write, may be run again, and prints
 * one line of JSON to paste back.
 */
export function runbookScript(order: RunbookOrder): string {
  const literal = Buffer.from(JSON.stringify(order satisfies Json), 'utf8').toString('base64');
  return BEFORE + literal + AFTER;
}

const BEFORE = `#requires -Version 5.1
#requires -Modules ActiveDirectory
# Made by Leaver. Everything about the person is in the encoded text below; this script is the same for everybody.
# It checks that it found the right account before it writes, it can be run again, and it prints one line to paste back.
$ErrorActionPreference = 'Stop'
$order = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('`;

const AFTER = `')) | ConvertFrom-Json

$sid = [Security.Principal.SecurityIdentifier]$order.securityIdentifier
$server = [string]((Get-ADDomainController -Discover -Writable -DomainName $order.domainName).HostName | Select-Object -First 1)

function Find-Account {
  $properties = 'objectSid', 'objectClass', 'mS-DS-ConsistencyGuid', 'lastKnownParent', 'isDeleted', 'userPrincipalName'
  $filter = '(objectSid={0})' -f $sid.Value
  $found = @(Get-ADObject -LDAPFilter $filter -IncludeDeletedObjects -Properties $properties -Server $server)
  if ($found.Count -ne 1) { throw ('Expected one account with this SID, found {0}. Nothing was written.' -f $found.Count) }
  $found[0]
}

function Assert-Same([string]$What, [string]$Expected, [string]$Actual, [StringComparison]$How) {
  if (-not [string]::Equals($Expected, $Actual, $How)) {
    throw ('{0} is not as expected: expected [{1}], found [{2}]. Nothing was written.' -f $What, $Expected, $Actual)
  }
}

function Assert-Identity($Account) {
  if ($Account.ObjectClass -ne 'user') { throw 'The object with this SID is not a user. Nothing was written.' }
  $anchor = $Account.'mS-DS-ConsistencyGuid'
  if (-not $anchor) { $anchor = $Account.ObjectGUID.ToByteArray() }
  Assert-Same 'Anchor' $order.anchor ([Convert]::ToBase64String([byte[]]$anchor)) 'Ordinal'
  if ($Account.isDeleted) {
    $parent = ',' + [string]$Account.lastKnownParent
    if (-not $order.distinguishedName.EndsWith($parent, [StringComparison]::OrdinalIgnoreCase)) {
      throw ('The deleted account was in another place: [{0}]. Nothing was written.' -f $Account.lastKnownParent)
    }
  } else {
    Assert-Same 'DN' $order.distinguishedName $Account.DistinguishedName 'OrdinalIgnoreCase'
    Assert-Same 'UPN' $order.userPrincipalName $Account.userPrincipalName 'OrdinalIgnoreCase'
  }
}

function New-Secret {
  $bytes = New-Object byte[] 32
  $random = [Security.Cryptography.RandomNumberGenerator]::Create()
  $random.GetBytes($bytes)
  $random.Dispose()
  ConvertTo-SecureString -AsPlainText -Force ([Convert]::ToBase64String($bytes) + 'aA1!')
}

# Twice, so that the password before the last is none that anybody knows.
function Reset-Password {
  1..2 | ForEach-Object { Set-ADAccountPassword -Identity $id -Server $server -Reset -NewPassword (New-Secret) }
}

function Disable-Account {
  if ((Get-ADUser -Identity $id -Server $server).Enabled) { Disable-ADAccount -Identity $id -Server $server }
  if ((Get-ADUser -Identity $id -Server $server).Enabled) { throw 'The account is still enabled.' }
}

function Enable-Account {
  if (-not (Get-ADUser -Identity $id -Server $server).Enabled) { Enable-ADAccount -Identity $id -Server $server }
  if (-not (Get-ADUser -Identity $id -Server $server).Enabled) { throw 'The account is still disabled.' }
}

# What the account was is kept in a file beside this script: a forest without Recycle Bin gives back little else.
function Remove-Account {
  if ((Find-Account).isDeleted) { return }
  $file = Join-Path (Get-Location) ('leaver-{0}.xml' -f [guid]$order.requestId)
  Get-ADUser -Identity $id -Server $server -Properties * | Select-Object * | Export-Clixml -Path $file
  Remove-ADUser -Identity $id -Server $server -Confirm:$false
  if (-not (Find-Account).isDeleted) { throw 'The account is still there.' }
}

function Restore-Account {
  if ((Find-Account).isDeleted) { Restore-ADObject -Identity $id -Server $server }
  if ((Find-Account).isDeleted) { throw 'The account is still deleted.' }
}

$account = Find-Account
Assert-Identity $account
$id = $account.ObjectGUID

$results = @(foreach ($action in @($order.actions)) {
  $done = $true
  try {
    switch ($action) {
      'reset-password' { Reset-Password | Out-Null }
      'disable-account' { Disable-Account | Out-Null }
      'delete-account' { Remove-Account | Out-Null }
      'restore-account' { Restore-Account | Out-Null }
      'enable-account' { Enable-Account | Out-Null }
      default { throw 'This script does not know that action.' }
    }
  } catch {
    $done = $false
    Write-Warning ('{0}: {1}' -f $action, $_.Exception.Message)
  }
  [ordered]@{ kind = $action; done = $done; at = [DateTime]::UtcNow.ToString('s') + 'Z' }
})

$deleted = [bool](Find-Account).isDeleted
$disabled = $deleted -or -not (Get-ADUser -Identity $id -Server $server).Enabled
[ordered]@{
  leaver = 1
  reference = $order.reference
  sid = $sid.Value
  actions = $results
  accountDisabled = $disabled
  server = $server
} | ConvertTo-Json -Compress -Depth 4
`;
