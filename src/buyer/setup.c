#include "buyer/setup.h"

#include "base/buf.h"
#include "buyer/settings.h"
#include "xml/writer.h"

enum { DOCUMENT_LIMIT = 64 * 1024 };

static void coupa_extrinsics(struct xml_writer *w, const struct user *user)
{
    envelope_extrinsic(w, "FirstName", user->first);
    envelope_extrinsic(w, "LastName", user->last);
    envelope_extrinsic(w, "UniqueName", user->email);
    envelope_extrinsic(w, "UserEmail", user->email);
    envelope_extrinsic(w, "User", user->email);
    envelope_extrinsic(w, "BusinessUnit", user->connection->company);
}

/* Ariba's own: the common name of the person beside the login. */
static void ariba_extrinsics(struct xml_writer *w, const struct user *user)
{
    envelope_extrinsic(w, "User", user->full);
    envelope_extrinsic(w, "UniqueName", user->id);
    envelope_extrinsic(w, "UserEmail", user->email);
    envelope_extrinsic(w, "UserFullName", user->full);
    envelope_extrinsic(w, "CostCenter", "610");
}

const char *setup_write(struct arena *arena, const struct setup *setup)
{
    const struct user *user = setup->user;
    const struct connection *connection = setup->envelope.connection;
    struct buf buf;
    buf_init(&buf, arena, DOCUMENT_LIMIT);
    struct xml_writer w;
    xml_writer_start(&w, &buf, false);
    envelope_open(&w, &setup->envelope);
    xml_open(&w, "PunchOutSetupRequest");
    xml_attr(&w, "operation", "create");
    xml_leaf(&w, "BuyerCookie", setup->buyer_cookie);
    if (connection->system == PROCUREMENT_ARIBA)
        ariba_extrinsics(&w, user);
    else
        coupa_extrinsics(&w, user);
    if (setup->extrinsic != NULL)
        envelope_extrinsic(&w, setup->extrinsic, setup->extrinsic_value);
    xml_open(&w, "BrowserFormPost");
    xml_leaf(&w, "URL", setup->return_url);
    xml_close(&w);
    envelope_contact(&w, user);
    xml_open(&w, "SupplierSetup");
    xml_leaf(&w, "URL", connection->setup_url);
    xml_close(&w);
    if (connection->system != PROCUREMENT_COUPA)
        envelope_address(&w, "ShipTo", connection->company, user);
    xml_close(&w);
    envelope_close(&w);
    return buf_string(&buf);
}
