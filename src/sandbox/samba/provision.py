"""Makes the database of a domain controller in a folder, for start-samba.ts.

One argument, JSON: folder, realm, netBios, host, places (organisational units, parents first), delegations ([place, SDDL with
{sid}]), service (sAMAccountName or null). Passwords: AD_ADMIN_PASSWORD, AD_SERVICE_PASSWORD. Works as root and as
anybody else: the sysvol ACLs, which need root, are left out (hybrid.md c). Only Debian's own python3 has these modules.
"""

import json
import logging
import os
import sys

import ldb
from samba.auth import system_session
from samba.ndr import ndr_pack, ndr_unpack
from samba.dcerpc import security
from samba.param import LoadParm
from samba.provision import provision
from samba.samdb import SamDB
from samba.sd_utils import SDUtils

order = json.loads(sys.argv[1])
settings = LoadParm()
settings.load_default()
settings.set("interfaces", "lo")
settings.set("bind interfaces only", "yes")
log = logging.getLogger("provision")
log.addHandler(logging.NullHandler())
made = provision(
    log,
    system_session(),
    realm=order["realm"],
    domain=order["netBios"],
    hostname=order["host"],
    hostip="127.0.0.1",
    adminpass=os.environ["AD_ADMIN_PASSWORD"],
    targetdir=order["folder"],
    serverrole="active directory domain controller",
    dom_for_fun_level=4,  # Windows Server 2008 R2
    dns_backend="NONE",
    skip_sysvolacl=True,
    use_rfc2307=True,
    lp=settings,
    batch_mode=True,
)

directory = SamDB(url=made.paths.samdb, session_info=system_session(), lp=made.lp)
base = str(directory.domain_dn())
for place in order["places"]:
    directory.create_ou(f"{place},{base}")

if order["service"] is not None:
    name = order["service"]
    directory.newuser(name, os.environ["AD_SERVICE_PASSWORD"], description="Leaver")
    found = directory.search(base, expression=f"(sAMAccountName={name})", attrs=["objectSid", "userAccountControl"])[0]
    sid = str(ndr_unpack(security.dom_sid, found["objectSid"][0]))
    change = ldb.Message(found.dn)
    change["upn"] = ldb.MessageElement(f"{name}@{order['realm'].lower()}", ldb.FLAG_MOD_REPLACE, "userPrincipalName")
    change["uac"] = ldb.MessageElement("66048", ldb.FLAG_MOD_REPLACE, "userAccountControl")
    directory.modify(change)
    descriptors = SDUtils(directory)
    for place, sddl in order["delegations"]:
        descriptors.dacl_add_ace(f"{place},{base}", sddl.replace("{sid}", sid))
    # To see that an account is deleted.
    deleted = ldb.Message(ldb.Dn(directory, f"CN=Deleted Objects,{base}"))
    text = f"O:SYG:SYD:P(A;CI;RPWPCRCCDCLCLORCWOWDSDDTSW;;;SY)(A;CI;LCRP;;;BA)(A;CI;LCRP;;;{sid})"
    descriptor = security.descriptor.from_sddl(text, security.dom_sid(directory.get_domain_sid()))
    deleted["sd"] = ldb.MessageElement(ndr_pack(descriptor), ldb.FLAG_MOD_REPLACE, "nTSecurityDescriptor")
    directory.modify(deleted, ["show_deleted:1", "relax:0"])
