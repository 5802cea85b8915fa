#include "buyer/page.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "buyer/requisition.h"
#include "buyer_templates.h"

static const char *const themes[] = {
    [PROCUREMENT_COUPA] = "coupa", [PROCUREMENT_ARIBA] = "ariba", [PROCUREMENT_CXML] = "cxml"};

const struct user *page_user(const struct http_request *request, const struct buyer *buyer)
{
    const char *id = http_form(request, "as");
    return settings_user(desk_settings(buyer->desk), id != NULL ? id : http_query(request, "as"));
}

bool page_is_own(const struct http_request *request)
{
    const char *site = http_header(request, "Sec-Fetch-Site");
    return site == NULL || text_equal(site, "same-origin") || text_equal(site, "none");
}

struct page_view page_of(struct arena *arena, const char *title, const struct user *user)
{
    struct page_view page = {.title = title, .theme = "none"};
    if (user == NULL)
        return page;
    enum procurement system = user->connection->system;
    page.theme = themes[system];
    page.user_id = user->id;
    page.user = user->full;
    page.role = user->approver ? "Approver" : "Requester";
    page.place =
        arena_printf(arena, "%s, on %s", user->connection->company, settings_system_name(system));
    page.colleague_id = user->colleague->id;
    page.colleague = user->colleague->full;
    return page;
}

struct state_view page_state(const struct requisition *requisition)
{
    struct state_view view = {"\xE2\x97\x8B", requisition_state_name(requisition), "muted"};
    if (requisition->state == REQUISITION_PENDING ||
        requisition->transmission == TRANSMISSION_SENDING) {
        view.icon = "\xE2\x97\x94";
        view.colour = "waiting";
    } else if (requisition->state == REQUISITION_REJECTED ||
               requisition->transmission == TRANSMISSION_REFUSED) {
        view.icon = "\xE2\x9C\x97";
        view.colour = "bad";
    } else if (requisition->transmission == TRANSMISSION_FAILED) {
        view.icon = "\xE2\x9A\xA0";
        view.colour = "bad";
    } else if (requisition->state == REQUISITION_ORDERED) {
        view.icon = "\xE2\x9C\x93";
        view.colour = "good";
    }
    return view;
}

const char *page_link(struct arena *arena, const char *path, const struct user *user)
{
    return user == NULL ? path : arena_printf(arena, "%s?as=%s", path, user->id);
}

struct exchange_rows page_exchanges(struct arena *arena, struct desk *desk, uint64_t punchout,
                                    uint64_t requisition)
{
    struct exchange_row *rows = arena_array(arena, DESK_EXCHANGES, sizeof(*rows));
    size_t count = 0;
    uint64_t last = desk_last_exchange(desk);
    uint64_t first = last > DESK_EXCHANGES ? last - DESK_EXCHANGES + 1 : 1;
    for (uint64_t id = first; id <= last; id++) {
        const struct exchange *exchange = desk_exchange(desk, id);
        bool wanted = (punchout != 0 && exchange->punchout == punchout) ||
                      (requisition != 0 && exchange->requisition == requisition);
        if (wanted)
            rows[count++] = (struct exchange_row){id, exchange->title, exchange->verdict,
                                                  time_human(arena, exchange->at_us)};
    }
    return (struct exchange_rows){rows, count};
}

uint64_t page_id(const struct http_request *request)
{
    int64_t id;
    return text_to_int(http_param(request, "id"), &id) && id > 0 ? (uint64_t)id : 0;
}

struct reply *page_reply(struct http_request *request, const struct buyer *buyer, int status,
                         const struct buf *markup, const char *frame)
{
    const char *supplier = desk_settings(buyer->desk)->origin;
    struct reply *reply = reply_buf(request, status, "text/html; charset=utf-8", markup);
    /* The supplier is framed, and is where the form that opens a new tab ends. data: is what
     * Bootstrap's style sheet has for its icons. */
    reply_header(reply, "Content-Security-Policy",
                 arena_printf(request->arena,
                              "default-src 'none'; style-src 'self'; script-src 'self'; "
                              "img-src 'self' data:; frame-src 'self' %s %s; "
                              "form-action 'self' %s %s; frame-ancestors 'self'; base-uri 'none'",
                              supplier, text_or_empty(frame), supplier, text_or_empty(frame)));
    reply_header(reply, "Cache-Control", "no-store");
    return reply;
}

struct reply *page_message(struct http_request *request, const struct buyer *buyer,
                           const struct user *user, int status, const char *title,
                           const char *message)
{
    struct message_view view = {.page = page_of(request->arena, title, user), .message = message};
    struct buf out;
    buf_init(&out, request->arena, PAGE_LIMIT);
    buyer_template_message(&out, &view);
    return page_reply(request, buyer, status, &out, NULL);
}

struct reply *page_fault(struct http_request *request, const struct buyer *buyer,
                         const struct user *user, enum status status, const struct fault *fault)
{
    static const struct {
        int http;
        const char *title;
    } faults[] = {
        [BAD_INPUT] = {400, "That can't be done"}, [DENIED] = {403, "Somebody else does that"},
        [NOT_FOUND] = {404, "Not here"},           [CONFLICT] = {409, "Already done"},
        [TOO_LARGE] = {413, "Too large"},          [FAILED] = {500, "Something broke"}};
    bool known = (size_t)status < sizeof(faults) / sizeof(faults[0]) && faults[status].http != 0;
    enum status shown = known ? status : FAILED;
    return page_message(request, buyer, user, faults[shown].http, faults[shown].title,
                        arena_text(request->arena, fault->message));
}
