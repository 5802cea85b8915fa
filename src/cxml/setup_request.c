#include "cxml/setup_request.h"

#include "app/setup.h"
#include "base/arena.h"
#include "base/text.h"

/* The value of an Extrinsic, whose name is compared without case (INTEROP C3); "" where absent. */
static const char *extrinsic(const struct xml_node *body, const char *name)
{
    const struct xml_node *node = xml_child(body, "Extrinsic");
    for (; node != NULL; node = xml_next(node)) {
        if (text_equal_nocase(text_or_empty(xml_attribute(node, "name")), name))
            return xml_text(node);
    }
    return "";
}

static const char *first_given(const char *const *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (*values[i] != '\0')
            return values[i];
    }
    return "";
}

static const struct xml_node *end_user(const struct xml_node *body)
{
    const struct xml_node *first = xml_child(body, "Contact");
    for (const struct xml_node *node = first; node != NULL; node = xml_next(node)) {
        if (text_equal_nocase(text_or_empty(xml_attribute(node, "role")), "endUser"))
            return node;
    }
    return first;
}

/* CAT-8: the procurement system is believed. */
static void read_requester(struct arena *arena, const struct xml_node *body, struct setup *out)
{
    const struct xml_node *contact = end_user(body);
    const char *full =
        arena_printf(arena, "%s %s", extrinsic(body, "FirstName"), extrinsic(body, "LastName"));
    const char *names[] = {text_trim(arena, full),
                           extrinsic(body, "UserFullName"),
                           extrinsic(body, "UserPrintableName"),
                           xml_text(xml_child(contact, "Name")),
                           extrinsic(body, "UniqueName"),
                           extrinsic(body, "User")};
    const char *emails[] = {extrinsic(body, "UserEmail"), extrinsic(body, "Email"),
                            xml_text(xml_child(contact, "Email"))};
    out->requester_name = first_given(names, sizeof names / sizeof *names);
    out->requester_email = first_given(emails, sizeof emails / sizeof *emails);
}

/* Of several the last counts, as Infor sends them (INTEROP C7). */
static const char *selected_part(const struct xml_node *body)
{
    const char *part = "";
    const struct xml_node *node = xml_child(body, "SelectedItem");
    for (; node != NULL; node = xml_next(node))
        part = xml_text(xml_find(node, "ItemID/SupplierPartID"));
    return part;
}

static void write_start_page(struct xml_writer *w, const void *url)
{
    xml_open(w, "PunchOutSetupResponse");
    xml_open(w, "StartPage");
    xml_leaf(w, "URL", url);
    xml_close(w);
    xml_close(w);
}

struct cxml_outcome cxml_setup_request(struct cxml_exchange *exchange)
{
    struct ctx *ctx = exchange->ctx;
    const struct xml_node *body = exchange->request->body;
    const char *operation = text_or_empty(xml_attribute(body, "operation"));
    const char *url;
    if (*operation != '\0' && !text_equal_nocase(operation, "create"))
        return (struct cxml_outcome){
            .code = CXML_NOT_IMPLEMENTED,
            .message =
                arena_printf(ctx->arena, "operation=\"%s\" is not supported here; send \"create\".",
                             text_cut(ctx->arena, operation, 40))};
    struct setup setup = {
        .payload_id = exchange->request->payload_id,
        .hash = exchange->hash,
        .operation = "create",
        .buyer_cookie = xml_text(xml_child(body, "BuyerCookie")),
        .return_url = xml_text(xml_find(body, "BrowserFormPost/URL")),
        .language = exchange->request->language,
        .selected_part = selected_part(body),
        .account_value = extrinsic(body, exchange->caller->connection.account_extrinsic),
    };
    read_requester(ctx->arena, body, &setup);
    enum status st = setup_start(ctx, exchange->caller, &setup, &url);
    struct cxml_outcome outcome = cxml_outcome_of(ctx, st, "");
    if (st == OK) {
        outcome.body = write_start_page;
        outcome.body_state = url;
    }
    return outcome;
}
