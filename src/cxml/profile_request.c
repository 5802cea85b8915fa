#include "cxml/profile_request.h"

#include "base/arena.h"
#include "base/text.h"

static const struct {
    const char *name;
    const char *path;
    bool order; /* carries the options of an OrderRequest (guide p. 49) */
} transactions[] = {
    {"ProfileRequest", "/v1/profile", false},
    {"PunchOutSetupRequest", "/v1/punchout/setup", false},
    {"OrderRequest", "/v1/orders", true},
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
        if (transactions[i].order) {
            write_option(w, "attachments");
            write_option(w, "changes");
        }
        xml_close(w);
    }
    xml_close(w);
}

struct cxml_outcome cxml_profile_request(struct cxml_exchange *exchange)
{
    return (struct cxml_outcome){
        .code = CXML_OK, .message = "", .body = write_profile, .body_state = exchange->ctx};
}
