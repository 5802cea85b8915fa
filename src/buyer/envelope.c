#include "buyer/envelope.h"

#include "base/arena.h"
#include "base/text.h"
#include "base/time.h"
#include "base/uuid.h"
#include "buyer/settings.h"
#include "xml/writer.h"

/* How each system shows itself: Coupa writes an old document type (INTEROP C11). */
static const struct {
    const char *dtd;
    const char *user_agent;
    const char *host; /* before the company's own domain */
} systems[] = {[PROCUREMENT_COUPA] = {"http://xml.cxml.org/schemas/cXML/1.2.014/cXML.dtd",
                                      "Coupa Procurement 1.0", "coupa"},
               [PROCUREMENT_ARIBA] = {"http://xml.cxml.org/schemas/cXML/1.2.071/cXML.dtd",
                                      "Ariba.com Network V1.0", "ariba"},
               [PROCUREMENT_CXML] = {"http://xml.cxml.org/schemas/cXML/1.2.071/cXML.dtd",
                                     "punchout buyer 0.1.0", "procurement"}};

struct envelope envelope_new(struct arena *arena, const struct connection *connection,
                             int64_t now_us, const struct entropy *entropy)
{
    uint64_t random;
    entropy->fill(entropy, &random, sizeof(random));
    return (struct envelope){
        .payload_id = arena_printf(arena, "%lld.%llu@%s.%s", (long long)(now_us / TIME_SECOND_US),
                                   (unsigned long long)random, systems[connection->system].host,
                                   connection->domain),
        .timestamp = time_cxml(arena, now_us),
        .connection = connection};
}

static void credential(struct xml_writer *w, const struct credential *credential,
                       const char *secret)
{
    xml_open(w, "Credential");
    xml_attr(w, "domain", credential->domain);
    xml_leaf(w, "Identity", credential->identity);
    if (!text_empty(secret))
        xml_leaf(w, "SharedSecret", secret);
    xml_close(w);
}

static void party(struct xml_writer *w, const char *name, const struct credential *who)
{
    xml_open(w, name);
    credential(w, who, NULL);
    xml_close(w);
}

/* The hops that a document took through the Ariba Network (cXML guide p. 66). */
static void path(struct xml_writer *w, const struct envelope *envelope)
{
    const struct credential *hops[] = {&envelope->connection->from, &envelope->connection->sender};
    xml_open(w, "Path");
    for (size_t i = 0; i < 2; i++) {
        xml_open(w, "Node");
        xml_attr(w, "type", "route");
        credential(w, hops[i], NULL);
        xml_close(w);
    }
    xml_close(w);
    xml_open(w, "OriginalDocument");
    xml_attr(w, "payloadID", envelope->payload_id);
    xml_close(w);
}

/* Coupa leaves it out (INTEROP C11); test accounts of the Ariba Network end in -T. */
static const char *deployment_mode(const struct connection *connection)
{
    const char *identity = connection->from.identity;
    if (connection->system == PROCUREMENT_COUPA)
        return NULL;
    return text_ends(identity, "-T") || text_ends(identity, "-t") ? "test" : "production";
}

void envelope_open(struct xml_writer *w, const struct envelope *envelope)
{
    const struct connection *connection = envelope->connection;
    xml_declare(w, "cXML", systems[connection->system].dtd);
    xml_open(w, "cXML");
    xml_attr(w, "xml:lang", "en-US");
    xml_attr(w, "payloadID", envelope->payload_id);
    xml_attr(w, "timestamp", envelope->timestamp);
    xml_open(w, "Header");
    party(w, "From", &connection->from);
    party(w, "To", &connection->to);
    xml_open(w, "Sender");
    /* Coupa sends the word where no secret was set (INTEROP C4). */
    credential(w, &connection->sender,
               text_empty(connection->shared_secret) ? "none" : connection->shared_secret);
    xml_leaf(w, "UserAgent", systems[connection->system].user_agent);
    xml_close(w);
    if (connection->system == PROCUREMENT_ARIBA)
        path(w, envelope);
    xml_close(w);
    xml_open(w, "Request");
    xml_attr(w, "deploymentMode", envelope->test ? "test" : deployment_mode(connection));
}

void envelope_close(struct xml_writer *w)
{
    xml_close(w);
    xml_close(w);
    xml_writer_end(w);
}

void envelope_extrinsic(struct xml_writer *w, const char *name, const char *value)
{
    xml_open(w, "Extrinsic");
    xml_attr(w, "name", name);
    xml_put(w, value);
    xml_close(w);
}

void envelope_money(struct xml_writer *w, const char *name, const char *currency,
                    const char *amount)
{
    xml_open(w, name);
    xml_open(w, "Money");
    xml_attr(w, "currency", currency);
    xml_put(w, amount);
    xml_close(w);
    xml_close(w);
}

void envelope_text(struct xml_writer *w, const char *name, const char *text)
{
    xml_open(w, name);
    xml_attr(w, "xml:lang", "en-US");
    xml_put(w, text);
    xml_close(w);
}

static void region(struct xml_writer *w, const char *name, const char *code, const char *text)
{
    xml_open(w, name);
    if (code != NULL)
        xml_attr(w, "isoCountryCode", code);
    xml_put(w, text);
    xml_close(w);
}

void envelope_address(struct xml_writer *w, const char *name, const char *company,
                      const struct user *user)
{
    xml_open(w, name);
    xml_open(w, "Address");
    xml_attr(w, "isoCountryCode", "US");
    xml_attr(w, "addressID", "1000467");
    envelope_text(w, "Name", company);
    xml_open(w, "PostalAddress");
    if (user != NULL)
        xml_leaf(w, "DeliverTo", user->full);
    xml_leaf(w, "Street", "742 Harbor Way");
    xml_leaf(w, "City", "Oakland");
    region(w, "State", NULL, "CA");
    xml_leaf(w, "PostalCode", "94607");
    region(w, "Country", "US", "United States");
    xml_close(w);
    if (user != NULL)
        xml_leaf(w, "Email", user->email);
    xml_close(w);
    xml_close(w);
}

void envelope_contact(struct xml_writer *w, const struct user *user)
{
    xml_open(w, "Contact");
    xml_attr(w, "role", "endUser");
    envelope_text(w, "Name", user->full);
    xml_leaf(w, "Email", user->email);
    xml_close(w);
}
