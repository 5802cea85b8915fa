#include "cxml/profile_request.h"

#include "base/arena.h"
#include "base/text.h"

static const struct {
    const char *name;
    const char *path;
    const char *options[2]; /* that it carries, each with Yes (guide p. 48-50) */
} transactions[] = {
    {"ProfileRequest", "/v1/profile", {NULL}},
    {"PunchOutSetupRequest",
     "/v1/punchout/setup",
     {"Direct.AuthenticationMethod.CredentialMac", "Direct.AuthenticationMethod.Certificate"}},
    {"OrderRequest", "/v1/orders", {"attachments", "changes"}},
};

static void write_option(struct xml_writer *w, const char *name)
{
    xml_open(w, "Option");
    xml_attr(w, "name", name);
    xml_put(w, "Yes");
    xml_close(w);
}

static void write_profile(struct xml_writer *w, const void *state)
{
    const struct ctx *ctx = state;
    int64_t now_us = ctx_now_us(ctx);
    xml_open(w, "ProfileResponse");
    /* Must not lie in the future of whoever reads it (guide p. 47): the day's beginning. */
    xml_attr(w, "effectiveDate", time_cxml(ctx->arena, now_us - now_us % TIME_DAY_US));
    for (size_t i = 0; i < sizeof transactions / sizeof *transactions; i++) {
        xml_open(w, "Transaction");
        xml_attr(w, "requestName", transactions[i].name);
        xml_leaf(w, "URL",
                 arena_printf(ctx->arena, "%s%s", ctx->app->public_url, transactions[i].path));
        for (size_t j = 0; j < 2 && transactions[i].options[j] != NULL; j++)
            write_option(w, transactions[i].options[j]);
        xml_close(w);
    }
    xml_close(w);
}

struct cxml_outcome cxml_profile_request(struct cxml_exchange *exchange)
{
    return (struct cxml_outcome){
        .code = CXML_OK, .message = "", .body = write_profile, .body_state = exchange->ctx};
}
