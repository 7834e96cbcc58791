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
  /** Distinguished names under which the account may be found: as the cloud says, and where the work itself moves it. */
  readonly places: readonly string[];
  readonly userPrincipalName: string;
  readonly samAccountName: string;
  readonly domainName: string;
  /** Outside all of them the account would be deleted from the cloud; empty = the whole domain is in scope. */
  readonly inScopeOus: readonly string[];
  /** move-to-ou: where to. */
  readonly ou: string | null;
  /** return-to-ou: where the account was, its own name included. */
  readonly formerPlace: string | null;
  /** rejoin-ad-groups and restore-account: distinguished names of the groups that it was in. */
  readonly groups: readonly string[];
  /** show-in-address-lists: what it said before. */
  readonly hidden: boolean | null;
  /** restore-account: what a forest without Recycle Bin loses; names as in `AdReading`. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
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
# On the Entra Connect server, -StartSync starts a delta cycle afterwards: Start-ADSyncSyncCycle -PolicyType Delta
param([switch]$StartSync)
$ErrorActionPreference = 'Stop'
$order = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('`;

const AFTER = `')) | ConvertFrom-Json

$sid = [Security.Principal.SecurityIdentifier]$order.securityIdentifier
$server = [string]((Get-ADDomainController -Discover -Writable -DomainName $order.domainName).HostName | Select-Object -First 1)
$schema = (Get-ADRootDSE -Server $server).schemaNamingContext
$hasExchange = @(Get-ADObject -LDAPFilter '(lDAPDisplayName=msExchHideFromAddressLists)' -SearchBase $schema -Server $server).Count -gt 0
$file = Join-Path (Get-Location) ('leaver-{0}.json' -f [guid]$order.requestId)
# What a forest without Recycle Bin loses with a deleted account, and nothing else, is given back from the order.
$restorable = 'userPrincipalName', 'displayName', 'givenName', 'sn', 'mail', 'mailNickname', 'department', 'title', 'company', 'proxyAddresses', 'mS-DS-ConsistencyGuid'

function Find-Account {
  $properties = @('objectSid', 'objectClass', 'mS-DS-ConsistencyGuid', 'lastKnownParent', 'isDeleted', 'userPrincipalName', 'adminCount', 'memberOf')
  if ($hasExchange) { $properties += 'mailNickname', 'msExchHideFromAddressLists' }
  $filter = '(objectSid={0})' -f $sid.Value
  $found = @(Get-ADObject -LDAPFilter $filter -IncludeDeletedObjects -Properties $properties -Server $server)
  if ($found.Count -ne 1) { throw ('Expected one account with this SID, found {0}. Nothing was written.' -f $found.Count) }
  $found[0]
}

function Test-Same([string]$One, [string]$Other) { [string]::Equals($One, $Other, 'OrdinalIgnoreCase') }

# Everything after the first comma that is not escaped.
function Get-Parent([string]$Name) { [regex]::Replace($Name, '^.*?(?<!\\\\),', '') }

function Get-Groups($Account) { @($Account.memberOf | Where-Object { $_ } | ForEach-Object { [string]$_ }) }

function Assert-Same([string]$What, [string]$Expected, [string]$Actual, [StringComparison]$How) {
  if (-not [string]::Equals($Expected, $Actual, $How)) {
    throw ('{0} is not as expected: expected [{1}], found [{2}]. Nothing was written.' -f $What, $Expected, $Actual)
  }
}

function Assert-Anchor($Account) {
  $anchor = $Account.'mS-DS-ConsistencyGuid'
  # Without Recycle Bin a deleted account has lost it; the order may still know it.
  $kept = @($order.attributes.'mS-DS-ConsistencyGuid;binary')[0]
  if (-not $anchor -and $Account.isDeleted -and $kept -ceq $order.anchor) { return }
  if (-not $anchor) { $anchor = $Account.ObjectGUID.ToByteArray() }
  Assert-Same 'Anchor' $order.anchor ([Convert]::ToBase64String([byte[]]$anchor)) 'Ordinal'
}

function Assert-Identity($Account) {
  if ($Account.ObjectClass -ne 'user') { throw 'The object with this SID is not a user. Nothing was written.' }
  Assert-Anchor $Account
  if ($Account.isDeleted) {
    $parents = @($order.places | ForEach-Object { Get-Parent $_ })
    if (-not @($parents | Where-Object { Test-Same $_ $Account.lastKnownParent })) {
      throw ('The deleted account was in another place: [{0}]. Nothing was written.' -f $Account.lastKnownParent)
    }
  } else {
    $place = @($order.places | Where-Object { Test-Same $_ $Account.DistinguishedName })
    if ($place.Count -eq 0) { Assert-Same 'DN' $order.distinguishedName $Account.DistinguishedName 'OrdinalIgnoreCase' }
    # A restore without Recycle Bin loses the name, and a second run has to give it back.
    $isLost = @($order.actions) -contains 'restore-account' -and -not $Account.userPrincipalName
    if (-not $isLost) { Assert-Same 'UPN' $order.userPrincipalName $Account.userPrincipalName 'OrdinalIgnoreCase' }
  }
  if ($Account.adminCount -eq 1) {
    throw 'The account is protected in Active Directory (adminCount is 1): only a domain administrator may change it, by hand. Nothing was written.'
  }
}

# What the account was before the first write; a second run finds the file and reports the same.
function Save-Before($Account) {
  if (-not (Test-Path -LiteralPath $file)) {
    $before = $null
    if (-not $Account.isDeleted) {
      $before = [ordered]@{
        distinguishedName = [string]$Account.DistinguishedName
        groups = @(Get-Groups $Account)
        hidden = @($Account.msExchHideFromAddressLists | Where-Object { $null -ne $_ }) | Select-Object -First 1
      }
    }
    ConvertTo-Json -InputObject ([ordered]@{ sid = $sid.Value; before = $before }) -Depth 4 | Set-Content -LiteralPath $file -Encoding UTF8
  }
  $saved = Get-Content -LiteralPath $file -Raw -Encoding UTF8 | ConvertFrom-Json
  if ($saved.sid -ne $sid.Value) { throw ('The file {0} is about another account. Nothing was written.' -f $file) }
  $saved.before
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

# The primary group is not in memberOf and stays.
function Leave-Groups {
  foreach ($group in Get-Groups (Find-Account)) {
    try {
      Remove-ADPrincipalGroupMembership -Identity $id -MemberOf $group -Server $server -Confirm:$false
    } catch { Write-Warning ('{0}: {1}' -f $group, $_.Exception.Message) }
  }
  $left = @(Get-Groups (Find-Account))
  if ($left.Count -gt 0) { throw ('The account is still in {0} groups.' -f $left.Count) }
}

function Join-Groups {
  $missing = 0
  foreach ($group in @($order.groups)) {
    if (@(Get-Groups (Find-Account) | Where-Object { Test-Same $_ $group })) { continue }
    try {
      Add-ADPrincipalGroupMembership -Identity $id -MemberOf $group -Server $server
    } catch {
      $missing++
      Write-Warning ('{0}: {1}' -f $group, $_.Exception.Message)
    }
  }
  if ($missing -gt 0) { throw ('{0} groups could not be given back.' -f $missing) }
}

function Hide-Account {
  if (-not $hasExchange) { throw 'This forest has no Exchange schema: there is nothing to hide it with.' }
  if (-not (Find-Account).mailNickname) { throw 'The account has no mailNickname, and without one a hide does nothing.' }
  if (-not (Find-Account).msExchHideFromAddressLists) {
    Set-ADObject -Identity $id -Server $server -Replace @{ msExchHideFromAddressLists = $true }
  }
  if (-not (Find-Account).msExchHideFromAddressLists) { throw 'The account is still shown.' }
}

function Show-Account {
  if (-not $hasExchange) { return }
  if ($null -eq $order.hidden) {
    Set-ADObject -Identity $id -Server $server -Clear 'msExchHideFromAddressLists'
  } else {
    Set-ADObject -Identity $id -Server $server -Replace @{ msExchHideFromAddressLists = [bool]$order.hidden }
  }
}

# Directory sync deletes from the cloud whom it does not see any more, so a place out of its scope is refused.
function Move-Account([string]$Place) {
  if (-not $Place) { throw 'The order does not say where to.' }
  $target = [string](Get-ADObject -Identity $Place -Server $server).DistinguishedName
  $scope = @($order.inScopeOus)
  $inScope = @($scope | Where-Object { (Test-Same $_ $target) -or $target.EndsWith(',' + $_, [StringComparison]::OrdinalIgnoreCase) })
  if ($scope.Count -gt 0 -and $inScope.Count -eq 0) { throw 'That place is out of scope of directory sync: the cloud account would be deleted. Nothing was moved.' }
  if (-not (Test-Same (Get-Parent (Find-Account).DistinguishedName) $target)) {
    Move-ADObject -Identity $id -TargetPath $target -Server $server
  }
  if (-not (Test-Same (Get-Parent (Find-Account).DistinguishedName) $target)) { throw 'The account was not moved.' }
}

# What the account was is kept in a file beside this script: a forest without Recycle Bin gives back little else.
function Remove-Account {
  if ((Find-Account).isDeleted) { return }
  $all = Join-Path (Get-Location) ('leaver-{0}.xml' -f [guid]$order.requestId)
  Get-ADUser -Identity $id -Server $server -Properties * | Select-Object * | Export-Clixml -LiteralPath $all
  Remove-ADUser -Identity $id -Server $server -Confirm:$false
  if (-not (Find-Account).isDeleted) { throw 'The account is still there.' }
}

function Restore-Account {
  if ((Find-Account).isDeleted) { Restore-ADObject -Identity $id -Server $server }
  if ((Find-Account).isDeleted) { throw 'The account is still deleted.' }
  $now = Get-ADObject -Identity $id -Server $server -Properties *
  $lost = @{}
  if (-not $now.userPrincipalName) { $lost['userPrincipalName'] = [string]$order.userPrincipalName }
  foreach ($entry in @($order.attributes.PSObject.Properties)) {
    $name = $entry.Name -replace ';binary$', ''
    $isKept = $now.$name -and @($now.$name).Count -gt 0
    if ($isKept -or $restorable -notcontains $name -or @($entry.Value).Count -eq 0) { continue }
    $isBinary = $entry.Name -like '*;binary'
    $lost[$name] = if ($isBinary) { , [Convert]::FromBase64String(@($entry.Value)[0]) } else { [string[]]@($entry.Value) }
  }
  if ($lost.Count -gt 0) { Set-ADObject -Identity $id -Server $server -Replace $lost }
  if (@(Get-Groups (Find-Account)).Count -eq 0) { Join-Groups }
}

function Get-Sync {
  if (-not (Get-Command 'Get-ADSyncScheduler' -ErrorAction SilentlyContinue)) { return $null }
  $scheduler = Get-ADSyncScheduler
  if ($StartSync -and -not $scheduler.StagingModeEnabled -and -not $scheduler.SyncCycleInProgress) {
    Start-ADSyncSyncCycle -PolicyType Delta | Out-Null
  }
  [ordered]@{
    stagingMode = [bool]$scheduler.StagingModeEnabled
    schedulerEnabled = [bool]$scheduler.SyncCycleEnabled -and -not [bool]$scheduler.SchedulerSuspended
    nextCycleUtc = ([DateTime]$scheduler.NextSyncCycleStartTimeInUTC).ToString('s') + 'Z'
  }
}

$account = Find-Account
Assert-Identity $account
$id = $account.ObjectGUID
$before = Save-Before $account

$results = @(foreach ($action in @($order.actions)) {
  $done = $true
  try {
    switch ($action) {
      'reset-password' { Reset-Password | Out-Null }
      'disable-account' { Disable-Account | Out-Null }
      'leave-ad-groups' { Leave-Groups | Out-Null }
      'hide-from-address-lists' { Hide-Account | Out-Null }
      'move-to-ou' { Move-Account $order.ou | Out-Null }
      'delete-account' { Remove-Account | Out-Null }
      'restore-account' { Restore-Account | Out-Null }
      'return-to-ou' { Move-Account (Get-Parent $order.formerPlace) | Out-Null }
      'enable-account' { Enable-Account | Out-Null }
      'rejoin-ad-groups' { Join-Groups | Out-Null }
      'show-in-address-lists' { Show-Account | Out-Null }
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
$sync = $null
try { $sync = Get-Sync } catch { Write-Warning ('Directory sync: {0}' -f $_.Exception.Message) }
[ordered]@{
  leaver = 1
  reference = $order.reference
  sid = $sid.Value
  actions = $results
  accountDisabled = $disabled
  server = $server
  before = $before
  sync = $sync
} | ConvertTo-Json -Compress -Depth 4
`;
