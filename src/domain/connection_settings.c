#include "domain/connection_settings.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "domain/connection_preset.h"
#include "domain/member_account.h"
#include "domain/policy_value.h"
#include "domain/requester.h"
#include "domain/tolerance.h"

enum {
    NAME_LIMIT = 60,
    DESCRIPTION_LIMIT = 400,
    IDENTITY_LIMIT = 100,
    LIST_LIMIT = 2000,
    URL_LIMIT = 1024,
    UNIT_LIMIT = 10,
    OCI_UNIT_LIMIT = 3,
    ANID_SHORT = 13,
    ANID_LONG = 14,
    CERTIFICATE_DIGITS = 64
};

struct reading {
    struct arena *arena;
    const struct connection_settings *in;
    struct connection *out;
    struct settings_problems *problems;
};

void settings_problem_add(struct settings_problems *problems, const char *field,
                          const char *message)
{
    if (problems->count < SETTINGS_PROBLEMS_MAX)
        problems->items[problems->count++] = (struct settings_problem){field, message};
}

static void complain(struct reading *r, const char *field, const char *message)
{
    settings_problem_add(r->problems, field, message);
}

static bool is_printable(const char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text < ' ' || *text == 0x7F)
            return false;
    }
    return true;
}

/* One item after the other, separated by one blank, whatever stood between them. */
static const char *tidy_list(struct arena *arena, const char *text)
{
    static const char separators[] = " ,;\t\r\n";
    struct buf list;
    buf_init(&list, arena, LIST_LIMIT);
    text += strspn(text, separators);
    while (*text != '\0') {
        size_t length = strcspn(text, separators);
        if (buf_bytes(&list).size > 0)
            buf_char(&list, ' ');
        buf_put(&list, text, length);
        text += length;
        text += strspn(text, separators);
    }
    return list.overflow ? "" : buf_string(&list);
}

static void read_names(struct reading *r)
{
    r->out->name = text_trim(r->arena, r->in->name);
    r->out->description = text_trim(r->arena, r->in->description);
    if (text_empty(r->out->name))
        complain(r, "name", "Give the connection a name.");
    else if (strlen(r->out->name) > NAME_LIMIT || !is_printable(r->out->name))
        complain(r, "name", "A name has at most 60 characters, on one line.");
    if (strlen(r->out->description) > DESCRIPTION_LIMIT)
        complain(r, "description", "A description has at most 400 characters.");
}

bool anid_is(const char *text)
{
    size_t length = strlen(text);
    if (text_ends(text, "-T"))
        length -= 2;
    return (length == ANID_SHORT || length == ANID_LONG) && text_starts(text, "AN") &&
           strspn(text + 2, "0123456789") == length - 2;
}

static const char *read_part(struct reading *r, const char *field, const char *text,
                             const char *missing)
{
    const char *part = text_trim(r->arena, text);
    if (text_empty(part))
        complain(r, field, missing);
    else if (strlen(part) > IDENTITY_LIMIT || !is_printable(part))
        complain(r, field, "It has at most 100 characters, on one line.");
    return part;
}

static void read_ariba(struct reading *r)
{
    r->out->buyer = (struct credential){"NetworkID", text_trim(r->arena, r->in->buyer_identity)};
    if (text_empty(r->out->buyer.identity))
        complain(r, "buyer_identity", "Give the ANID of your SAP Ariba.");
    else if (!anid_is(r->out->buyer.identity))
        complain(r, "buyer_identity",
                 "An ANID is AN and 11 or 12 digits, such as AN01000000033; -T follows where it is "
                 "of a test account.");
}

static void read_buyer(struct reading *r)
{
    r->out->buyer.domain = read_part(
        r, "buyer_domain", r->in->buyer_domain,
        "Give the domain of your buyer id: DUNS, NetworkID or what your system calls it.");
    r->out->buyer.identity = read_part(r, "buyer_identity", r->in->buyer_identity,
                                       "Give the buyer id that your system sends.");
}

/* The user name of OCI calls, which is the buyer of cXML documents too: both prove it by the one
 * secret. */
static void read_oci(struct reading *r)
{
    r->out->buyer = (struct credential){OCI_DOMAIN, text_trim(r->arena, r->in->buyer_identity)};
    const char *problem = oci_user_problem(r->out->buyer.identity);
    if (problem != NULL)
        complain(r, "buyer_identity", problem);
    if (!text_empty(text_trim(r->arena, r->in->sender_domain)) ||
        !text_empty(text_trim(r->arena, r->in->sender_identity)))
        complain(r, "sender_domain", "SAP OCI has no sender besides the user name.");
}

static void read_sender(struct reading *r)
{
    const struct connection_preset *preset = connection_preset(r->in->system);
    r->out->sender = (struct credential){text_trim(r->arena, r->in->sender_domain),
                                         text_trim(r->arena, r->in->sender_identity)};
    bool no_domain = text_empty(r->out->sender.domain);
    bool no_identity = text_empty(r->out->sender.identity);
    if (no_domain && no_identity)
        r->out->sender = preset->sender.domain != NULL ? preset->sender : r->out->buyer;
    else if (no_domain)
        complain(r, "sender_domain", "Give the sender's domain too, or leave both empty.");
    else if (no_identity)
        complain(r, "sender_identity", "Give the sender's identity too, or leave both empty.");
}

/* Letters, digits, dots and hyphens, and a dot within. */
static bool is_host(const char *host)
{
    return strspn(host, "abcdefghijklmnopqrstuvwxyz0123456789-.") == strlen(host) &&
           strchr(host, '.') != NULL && *host != '.' && *host != '-' && !text_ends(host, ".") &&
           strstr(host, "..") == NULL && strlen(host) <= 253;
}

static const char *host_of(struct arena *arena, const char *url)
{
    const char *rest = url + strlen("https://");
    return arena_text_n(arena, rest, strcspn(rest, "/?#:"));
}

static void read_instance(struct reading *r)
{
    const char *text = text_lower(r->arena, text_trim(r->arena, r->in->instance));
    r->out->instance_host = "";
    if (text_empty(text)) {
        /* Without it, hosts for carts must be named, and nobody can be sent on. */
        if (r->in->system == SYSTEM_COUPA &&
            (text_empty(tidy_list(r->arena, r->in->return_hosts)) ||
             !text_empty(text_trim(r->arena, r->in->redirect_url))))
            complain(r, "instance",
                     "Give the address of your Coupa, such as https://globex.coupahost.com.");
        return;
    }
    const char *host = text_starts(text, "https://")
                           ? host_of(r->arena, text)
                           : arena_text_n(r->arena, text, strcspn(text, "/"));
    if (text_starts(text, "http://"))
        complain(r, "instance", "It must begin with https://.");
    else if (!is_host(host))
        complain(r, "instance",
                 r->in->system == SYSTEM_COUPA
                     ? "This is not an address such as https://globex.coupahost.com."
                     : "This is not an address such as https://procurement.globex.com.");
    else
        r->out->instance_host = host;
}

/* PUN-6: carts go back to the instance and to what else is named; frames are theirs too. */
static void read_hosts(struct reading *r)
{
    struct buf hosts, frames;
    const char *more = text_lower(r->arena, tidy_list(r->arena, r->in->return_hosts));
    const char *list =
        tidy_list(r->arena, arena_printf(r->arena, "%s %s %s", r->out->instance_host,
                                         connection_preset(r->in->system)->return_hosts, more));
    buf_init(&hosts, r->arena, LIST_LIMIT);
    buf_init(&frames, r->arena, 2 * LIST_LIMIT);
    for (const char *host; (host = text_list_next(r->arena, &list)) != NULL;) {
        const char *name = text_starts(host, "*.") ? host + 2 : host;
        if (!is_host(name)) {
            complain(r, "return_hosts",
                     arena_printf(r->arena,
                                  "'%s' is not a host such as globex.coupahost.com, or "
                                  "*.coupahost.com for all below it.",
                                  text_cut(r->arena, host, NAME_LIMIT)));
            return;
        }
        if (text_list_has(buf_string(&hosts), host))
            continue;
        buf_printf(&hosts, "%s%s", buf_bytes(&hosts).size > 0 ? " " : "", host);
        buf_printf(&frames, "%shttps://%s", buf_bytes(&frames).size > 0 ? " " : "", host);
    }
    r->out->return_hosts = buf_string(&hosts);
    r->out->frame_ancestors = buf_string(&frames);
    /* What is wrong with the instance is told there. */
    if (buf_bytes(&hosts).size == 0 && text_empty(text_trim(r->arena, r->in->instance)) &&
        r->in->system != SYSTEM_COUPA)
        complain(r, "instance",
                 "Give the address of your procurement system, such as "
                 "https://procurement.globex.com: carts go back there.");
}

/* What is wrong with an address as such, in words, or NULL. */
static const char *address_problem(const char *url, const char *lower)
{
    if (!text_starts(lower, "https://"))
        return "It must begin with https://.";
    return strlen(url) > URL_LIMIT || !is_printable(url) || strpbrk(url, " \"<>\\`@") != NULL
               ? "It holds characters that such an address can't have."
               : NULL;
}

/* CON-8 */
static void read_redirect(struct reading *r)
{
    const char *url = text_trim(r->arena, r->in->redirect_url);
    const char *lower = text_lower(r->arena, url);
    r->out->redirect = r->in->redirect;
    r->out->redirect_url = url;
    if (text_empty(url)) {
        if (r->in->redirect)
            complain(r, "redirect_url",
                     "Give the address in your Coupa where people go on to ask for approval.");
        return;
    }
    if (r->in->system != SYSTEM_COUPA) {
        complain(r, "redirect_url", "Only Coupa can be gone to from the marketplace.");
    } else if (address_problem(url, lower) != NULL) {
        complain(r, "redirect_url", address_problem(url, lower));
    } else if (!text_empty(r->out->instance_host) &&
               !text_equal(host_of(r->arena, lower), r->out->instance_host)) {
        complain(r, "redirect_url",
                 arena_printf(r->arena, "Its host is %s; it must be that of your Coupa, %s.",
                              text_cut(r->arena, host_of(r->arena, lower), NAME_LIMIT),
                              r->out->instance_host));
    }
}

static void read_document(struct reading *r)
{
    const struct connection_preset *preset = connection_preset(r->in->system);
    const char *encoding = r->in->cart_encoding;
    const char *version = text_trim(r->arena, r->in->dtd_version);
    const char *unit = text_trim(r->arena, r->in->unit_of_measure);
    r->out->cart_encoding = text_empty(encoding)                 ? preset->cart_encoding
                            : text_equal(encoding, "urlencoded") ? CART_URLENCODED
                                                                 : CART_BASE64;
    if (!text_empty(encoding) && !text_equal(encoding, "urlencoded") &&
        !text_equal(encoding, "base64"))
        complain(r, "cart_encoding", "It is base64 or urlencoded.");
    r->out->dtd_version = text_empty(version) ? preset->dtd_version : version;
    if (!text_starts(r->out->dtd_version, "1.") || strlen(r->out->dtd_version) > UNIT_LIMIT ||
        strspn(r->out->dtd_version, "0123456789.") != strlen(r->out->dtd_version))
        complain(r, "dtd_version", "A version of cXML looks like 1.2.014.");
    r->out->unit_of_measure = text_empty(unit) ? preset->unit_of_measure : unit;
    if (r->in->system == SYSTEM_OCI && strlen(r->out->unit_of_measure) > OCI_UNIT_LIMIT)
        complain(r, "unit_of_measure", "SAP's units have at most 3 characters, such as EA or PCE.");
    if (strlen(r->out->unit_of_measure) > UNIT_LIMIT || !is_printable(r->out->unit_of_measure))
        complain(r, "unit_of_measure", "A unit has at most 10 characters, such as EA.");
}

/* "saas=81162000 *=43230000" */
static void read_classification(struct reading *r)
{
    const char *profile = r->in->classification;
    r->out->classification_table = tidy_list(r->arena, r->in->classification_table);
    r->out->classification = CLASSIFY_UNIFORM;
    if (!text_empty(profile) && !classification_profile_parse(profile, &r->out->classification))
        complain(r, "classification", "It is uniform, line_type or table.");
    const char *list = r->out->classification_table;
    if (r->out->classification == CLASSIFY_TABLE && text_empty(list))
        complain(r, "classification_table", "Give your codes, such as saas=81162000 *=43230000.");
    for (const char *item; (item = text_list_next(r->arena, &list)) != NULL;) {
        const char *code = strchr(item, '=');
        if (code == NULL || code == item || strlen(code + 1) != 8 ||
            strspn(code + 1, "0123456789") != 8) {
            complain(r, "classification_table",
                     arena_printf(r->arena,
                                  "'%s' is not a kind of product and a UNSPSC of 8 digits, such as "
                                  "saas=81162000.",
                                  text_cut(r->arena, item, NAME_LIMIT)));
            return;
        }
    }
}

const char *settings_address_problem(struct arena *arena, const char *url, bool allow_loopback)
{
    const char *lower = text_lower(arena, url);
    if (allow_loopback &&
        (text_starts(url, "http://127.0.0.1:") || text_starts(url, "http://localhost:")))
        return NULL;
    const char *problem = address_problem(url, lower);
    if (problem == NULL && !is_host(host_of(arena, lower)))
        problem = "This is not an address such as https://globex.coupahost.com/cxml.";
    return problem;
}

/* CON-12: what follows an order, and where to. The demo's own buyer is on this machine. */
static void read_confirmations(struct reading *r)
{
    const char *url = text_trim(r->arena, r->in->confirmation_url);
    const char *acknowledgement = text_trim(r->arena, r->in->acknowledgement);
    r->out->confirmation_url = url;
    r->out->confirms = r->in->confirmations;
    r->out->status_updates = text_equal(acknowledgement, "201");
    if (!text_empty(acknowledgement) && !text_equal(acknowledgement, "200") &&
        !r->out->status_updates)
        complain(r, "acknowledgement", "It is 200 or 201.");
    if (text_empty(url)) {
        if (r->out->confirms || r->out->status_updates)
            complain(r, "confirmation_url",
                     "Give the address where your system takes confirmations.");
        return;
    }
    const char *problem = settings_address_problem(r->arena, url, r->out->allow_loopback);
    if (problem != NULL)
        complain(r, "confirmation_url", problem);
}

static void read_ranges(struct reading *r)
{
    const char *list = r->out->address_ranges;
    for (const char *item; (item = text_list_next(r->arena, &list)) != NULL;) {
        struct policy_network network;
        const char *reason;
        if (policy_network_read(item, &network, &reason))
            continue;
        complain(r, "address_ranges",
                 arena_printf(r->arena, "'%s': %s.", text_cut(r->arena, item, NAME_LIMIT), reason));
        return;
    }
}

static void read_limits(struct reading *r)
{
    const char *tolerance = text_trim(r->arena, r->in->price_tolerance);
    r->out->price_tolerance_ppm = 0;
    if (!text_empty(tolerance) && !tolerance_parse(tolerance, &r->out->price_tolerance_ppm))
        complain(r, "price_tolerance", "A tolerance is 0 to 100 per cent, such as 0.5.");
    r->out->address_ranges = tidy_list(r->arena, r->in->address_ranges);
    read_ranges(r);
    char *digits = text_lower(r->arena, text_trim(r->arena, r->in->client_certificate));
    size_t count = 0;
    for (const char *at = digits; *at != '\0'; at++) {
        if (*at != ':')
            digits[count++] = *at;
    }
    digits[count] = '\0';
    r->out->client_certificate = digits;
    if (count > 0 &&
        (count != CERTIFICATE_DIGITS || strspn(digits, "0123456789abcdef") != CERTIFICATE_DIGITS))
        complain(r, "client_certificate",
                 "It is the SHA-256 fingerprint of the certificate: 64 hexadecimal digits.");
}

void connection_settings_read(struct arena *arena, const struct connection_settings *settings,
                              struct connection *out, struct settings_problems *problems)
{
    struct reading r = {arena, settings, out, problems};
    out->system = settings->system;
    read_names(&r);
    if (settings->system == SYSTEM_ARIBA)
        read_ariba(&r);
    else if (settings->system == SYSTEM_OCI)
        read_oci(&r);
    else
        read_buyer(&r);
    read_sender(&r);
    read_instance(&r);
    read_hosts(&r);
    read_redirect(&r);
    read_document(&r);
    read_classification(&r);
    read_confirmations(&r);
    read_limits(&r);
    requester_read(arena, settings, out, problems);
    member_account_read(arena, settings, out, problems);
    out->sellers = tidy_list(arena, settings->sellers);
    out->single_line = settings->single_line;
}

struct connection_settings connection_settings_new(enum procurement_system system)
{
    return (struct connection_settings){
        .system = system,
        .name = "",
        .description = "",
        .buyer_domain = "",
        .buyer_identity = "",
        .sender_domain = "",
        .sender_identity = "",
        .instance = "",
        .return_hosts = "",
        .sellers = "",
        .redirect_url = "",
        .cart_encoding = "",
        .dtd_version = "",
        .unit_of_measure = "",
        .classification = "",
        .classification_table = "",
        .acknowledgement = "",
        .confirmation_url = "",
        .price_tolerance = "",
        .address_ranges = "",
        .client_certificate = "",
        .requester = "",
        .openid_issuer = "",
        .openid_client_id = "",
        .account_extrinsic = "",
        .account_table = "",
    };
}

/* The hosts that the settings do not give by themselves. */
static const char *further_hosts(struct arena *arena, const struct connection *connection)
{
    struct buf more;
    const char *list = connection->return_hosts;
    buf_init(&more, arena, LIST_LIMIT);
    for (const char *host; (host = text_list_next(arena, &list)) != NULL;) {
        if (!text_equal(host, connection->instance_host) &&
            !text_list_has(connection_preset(connection->system)->return_hosts, host))
            buf_printf(&more, "%s%s", buf_bytes(&more).size > 0 ? " " : "", host);
    }
    return buf_string(&more);
}

struct connection_settings connection_settings_of(struct arena *arena, const struct connection *c)
{
    bool own_sender = text_equal(c->sender.domain, c->buyer.domain) &&
                      text_equal(c->sender.identity, c->buyer.identity);
    return (struct connection_settings){
        .system = c->system,
        .name = c->name,
        .description = c->description,
        .buyer_domain = c->buyer.domain,
        .buyer_identity = c->buyer.identity,
        .sender_domain = own_sender ? "" : c->sender.domain,
        .sender_identity = own_sender ? "" : c->sender.identity,
        .instance =
            text_empty(c->instance_host) ? "" : arena_printf(arena, "https://%s", c->instance_host),
        .return_hosts = further_hosts(arena, c),
        .sellers = c->sellers,
        .redirect = c->redirect,
        .redirect_url = c->redirect_url,
        .cart_encoding = c->cart_encoding == CART_BASE64 ? "base64" : "urlencoded",
        .dtd_version = c->dtd_version,
        .unit_of_measure = c->unit_of_measure,
        .single_line = c->single_line,
        .classification = classification_profile_name(c->classification),
        .classification_table = c->classification_table,
        .confirmations = c->confirms,
        .acknowledgement = c->status_updates ? "201" : "200",
        .confirmation_url = c->confirmation_url,
        .price_tolerance = tolerance_text(arena, c->price_tolerance_ppm),
        .address_ranges = c->address_ranges,
        .client_certificate = c->client_certificate,
        .requester = requester_proof_name(c->requester),
        .openid_issuer = c->openid_issuer,
        .openid_client_id = c->openid_client_id,
        .account_extrinsic = c->account_extrinsic,
        .account_table = c->account_table,
        .account_fallback = c->account_fallback,
    };
}
