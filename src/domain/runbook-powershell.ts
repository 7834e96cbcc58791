import type { OnPremisesKind } from './ad-account.ts';

/** What the PowerShell of one kind of step is: the functions it needs, and how its branch calls them. */
export type PowerShellAction = { readonly needs: readonly string[]; readonly call: string };

/** In front of the literal. */
export const HEAD = `#requires -Version 5.1
#requires -Modules ActiveDirectory
# Made by Leaver. Everything about the person is in the encoded text below; the rest is the same for everybody.
# It checks that it found the right account before it writes, it can be run again, and it prints one line to paste back.
# On the Entra Connect server, -StartSync starts a delta cycle afterwards: Start-ADSyncSyncCycle -PolicyType Delta
param([switch]$StartSync)
$ErrorActionPreference = 'Stop'
$order = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('`;

/** Behind the literal: how the account is found and checked, and what is kept of it before the first write. */
export const CHECKS = `')) | ConvertFrom-Json

$sid = [Security.Principal.SecurityIdentifier]$order.securityIdentifier
$server = [string]((Get-ADDomainController -Discover -Writable -DomainName $order.domainName).HostName | Select-Object -First 1)
$schema = (Get-ADRootDSE -Server $server).schemaNamingContext
$hasExchange = @(Get-ADObject -LDAPFilter '(lDAPDisplayName=msExchHideFromAddressLists)' -SearchBase $schema -Server $server).Count -gt 0
$file = Join-Path (Get-Location) ('leaver-{0}.json' -f [guid]$order.requestId)

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
function Get-Parent([string]$Name) { [regex]::Replace($Name, '^(?:\\\\.|[^\\\\,])*,', '') }

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

`;

const NEW_SECRET = `function New-Secret {
  $bytes = New-Object byte[] 32
  $random = [Security.Cryptography.RandomNumberGenerator]::Create()
  $random.GetBytes($bytes)
  $random.Dispose()
  ConvertTo-SecureString -AsPlainText -Force ([Convert]::ToBase64String($bytes) + 'aA1!')
}

`;

const RESET_PASSWORD = `# Twice, so that the password before the last is none that anybody knows.
function Reset-Password {
  1..2 | ForEach-Object { Set-ADAccountPassword -Identity $id -Server $server -Reset -NewPassword (New-Secret) }
}

`;

const DISABLE_ACCOUNT = `function Disable-Account {
  if ((Get-ADUser -Identity $id -Server $server).Enabled) { Disable-ADAccount -Identity $id -Server $server }
  if ((Get-ADUser -Identity $id -Server $server).Enabled) { throw 'The account is still enabled.' }
}

`;

const ENABLE_ACCOUNT = `function Enable-Account {
  if (-not (Get-ADUser -Identity $id -Server $server).Enabled) { Enable-ADAccount -Identity $id -Server $server }
  if (-not (Get-ADUser -Identity $id -Server $server).Enabled) { throw 'The account is still disabled.' }
}

`;

const LEAVE_GROUPS = `# The primary group is not in memberOf and stays.
function Leave-Groups {
  foreach ($group in Get-Groups (Find-Account)) {
    try {
      Remove-ADPrincipalGroupMembership -Identity $id -MemberOf $group -Server $server -Confirm:$false
    } catch { Write-Warning ('{0}: {1}' -f $group, $_.Exception.Message) }
  }
  $left = @(Get-Groups (Find-Account))
  if ($left.Count -gt 0) { throw ('The account is still in {0} groups.' -f $left.Count) }
}

`;

const JOIN_GROUPS = `# Nobody is put into a group of administrators, or of another domain, whatever the order says: RIDs below 1000 are
# Windows' own, and adminCount marks what AdminSDHolder keeps.
function Assert-Ordinary($Group) {
  $domain = $Group.SID.AccountDomainSid
  if (-not $domain -or -not $domain.Equals($sid.AccountDomainSid)) { throw 'The group is not of the domain of the account. Add it by hand if it is right.' }
  if ([long]($Group.SID.Value -split '-')[-1] -lt 1000 -or $Group.adminCount -eq 1) {
    throw 'This is a group of administrators: only a domain administrator may add anybody, by hand.'
  }
}

function Join-Groups {
  $missing = 0
  foreach ($wanted in @($order.groups)) {
    try {
      $group = Get-ADGroup -Identity $wanted -Server $server -Properties adminCount
      Assert-Ordinary $group
      if (@(Get-Groups (Find-Account) | Where-Object { Test-Same $_ $group.DistinguishedName })) { continue }
      Add-ADPrincipalGroupMembership -Identity $id -MemberOf $group.DistinguishedName -Server $server
    } catch {
      $missing++
      Write-Warning ('{0}: {1}' -f $wanted, $_.Exception.Message)
    }
  }
  if ($missing -gt 0) { throw ('{0} groups could not be given back.' -f $missing) }
}

`;

const HIDE_ACCOUNT = `function Hide-Account {
  if (-not $hasExchange) { throw 'This forest has no Exchange schema: there is nothing to hide it with.' }
  if (-not (Find-Account).mailNickname) { throw 'The account has no mailNickname, and without one a hide does nothing.' }
  if (-not (Find-Account).msExchHideFromAddressLists) {
    Set-ADObject -Identity $id -Server $server -Replace @{ msExchHideFromAddressLists = $true }
  }
  if (-not (Find-Account).msExchHideFromAddressLists) { throw 'The account is still shown.' }
}

`;

const SHOW_ACCOUNT = `function Show-Account {
  if (-not $hasExchange) { return }
  if ($null -eq $order.hidden) {
    Set-ADObject -Identity $id -Server $server -Clear 'msExchHideFromAddressLists'
  } else {
    Set-ADObject -Identity $id -Server $server -Replace @{ msExchHideFromAddressLists = [bool]$order.hidden }
  }
}

`;

const MOVE_ACCOUNT = `# Directory sync deletes from the cloud whom it does not see any more, so a place out of its scope is refused.
function Move-Account([string]$Place) {
  if (-not $Place) { throw 'The order does not say where to.' }
  $target = [string](Get-ADObject -Identity $Place -Server $server).DistinguishedName
  $root = [string](Get-ADRootDSE -Server $server).defaultNamingContext
  if (-not ((Test-Same $target $root) -or $target.EndsWith(',' + $root, [StringComparison]::OrdinalIgnoreCase))) { throw 'That place is not in the domain of the account. Nothing was moved.' }
  foreach ($reserved in 'CN=Builtin', 'CN=System', 'CN=Infrastructure', 'OU=Domain Controllers') {
    if ((',' + $target).EndsWith(',' + $reserved + ',' + $root, [StringComparison]::OrdinalIgnoreCase)) { throw 'That place holds the directory itself. Nothing was moved.' }
  }
  $scope = @($order.inScopeOus)
  $inScope = @($scope | Where-Object { (Test-Same $_ $target) -or $target.EndsWith(',' + $_, [StringComparison]::OrdinalIgnoreCase) })
  if ($scope.Count -gt 0 -and $inScope.Count -eq 0) { throw 'That place is out of scope of directory sync: the cloud account would be deleted. Nothing was moved.' }
  if (-not (Test-Same (Get-Parent (Find-Account).DistinguishedName) $target)) {
    Move-ADObject -Identity $id -TargetPath $target -Server $server
  }
  if (-not (Test-Same (Get-Parent (Find-Account).DistinguishedName) $target)) { throw 'The account was not moved.' }
}

`;

const REMOVE_ACCOUNT = `# What the account was is kept in a file beside this script: a forest without Recycle Bin gives back little else.
function Remove-Account {
  if ((Find-Account).isDeleted) { return }
  $all = Join-Path (Get-Location) ('leaver-{0}.xml' -f [guid]$order.requestId)
  Get-ADUser -Identity $id -Server $server -Properties * | Select-Object * | Export-Clixml -LiteralPath $all
  Remove-ADUser -Identity $id -Server $server -Confirm:$false
  if (-not (Find-Account).isDeleted) { throw 'The account is still there.' }
}

`;

const RESTORE_ACCOUNT = `# What a forest without Recycle Bin loses with a deleted account, and nothing else, is given back from the order.
$restorable = 'userPrincipalName', 'displayName', 'givenName', 'sn', 'mail', 'mailNickname', 'department', 'title', 'company', 'proxyAddresses', 'mS-DS-ConsistencyGuid'

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

`;

/** One for every kind of step in AD DS. */
export const ACTIONS: Readonly<Record<OnPremisesKind, PowerShellAction>> = {
  'reset-password': { needs: [NEW_SECRET, RESET_PASSWORD], call: 'Reset-Password' },
  'disable-account': { needs: [DISABLE_ACCOUNT], call: 'Disable-Account' },
  'leave-ad-groups': { needs: [LEAVE_GROUPS], call: 'Leave-Groups' },
  'hide-from-address-lists': { needs: [HIDE_ACCOUNT], call: 'Hide-Account' },
  'move-to-ou': { needs: [MOVE_ACCOUNT], call: 'Move-Account $order.ou' },
  'delete-account': { needs: [REMOVE_ACCOUNT], call: 'Remove-Account' },
  'restore-account': { needs: [JOIN_GROUPS, RESTORE_ACCOUNT], call: 'Restore-Account' },
  'return-to-ou': { needs: [MOVE_ACCOUNT], call: 'Move-Account (Get-Parent $order.formerPlace)' },
  'enable-account': { needs: [ENABLE_ACCOUNT], call: 'Enable-Account' },
  'rejoin-ad-groups': { needs: [JOIN_GROUPS], call: 'Join-Groups' },
  'show-in-address-lists': { needs: [SHOW_ACCOUNT], call: 'Show-Account' },
};

/** The account is found and checked, then one branch for each action. */
export const MAIN = `$account = Find-Account
Assert-Identity $account
$id = $account.ObjectGUID
$before = Save-Before $account

$results = @(foreach ($action in @($order.actions)) {
  $done = $true
  try {
    switch ($action) {
`;

/** What became of it, as one line to paste back. */
export const END = `      default { throw 'This script does not know that action.' }
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
