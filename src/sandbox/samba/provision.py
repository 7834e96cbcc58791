"""Makes the database of a domain controller in a folder, for start-samba.ts.

One argument, JSON: folder, realm, netBios, host, places (organisational units, parents first), delegations ([place, SDDL with
{sid}]), service (sAMAccountName or null), exchange (whether the schema has its attributes). Passwords: AD_ADMIN_PASSWORD, AD_SERVICE_PASSWORD. Works as root and as
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
    hostname=order["host"].split(".")[0],
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


def extend_schema():
    """The two attributes of Exchange that Leaver reads or writes, as in a forest with Exchange."""
    made.lp.set("dsdb:schema update allowed", "yes")
    schema = f"CN=Schema,CN=Configuration,{SamDB(url=made.paths.samdb, session_info=system_session(), lp=made.lp).domain_dn()}"
    text, truth = ("2.5.5.12", "64"), ("2.5.5.8", "1")
    for name, number, (syntax, kind), guid in [
        ("mailNickname", "1.2.840.113556.1.2.447", text, b"0123456789abcdef"),
        ("msExchHideFromAddressLists", "1.2.840.113556.1.4.7000.102.73", truth, b"0123456789abcdeg"),
    ]:
        opened = SamDB(url=made.paths.samdb, session_info=system_session(), lp=made.lp)
        attribute = {
            "dn": f"CN={name},{schema}",
            "objectClass": "attributeSchema",
            "attributeID": number,
            "attributeSyntax": syntax,
            "oMSyntax": kind,
            "isSingleValued": "TRUE",
            "lDAPDisplayName": name,
            "schemaIDGUID": guid,
        }
        opened.add(attribute)
    # Opened anew: a connection goes on with the schema that it was opened with.
    opened = SamDB(url=made.paths.samdb, session_info=system_session(), lp=made.lp)
    user = ldb.Message(ldb.Dn(opened, f"CN=User,{schema}"))
    names = ["mailNickname", "msExchHideFromAddressLists"]
    user["mayContain"] = ldb.MessageElement(names, ldb.FLAG_MOD_ADD, "mayContain")
    opened.modify(user)


if order["exchange"]:
    extend_schema()
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
