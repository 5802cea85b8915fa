#include "web/message.h"

#include "base/text.h"
#include "templates.h"
#include "web/page.h"

static const struct {
    int status;
    const char *heading;
    const char *text;
} words[] = {
    {400, "This address or form can't be read", "Go back and try again."},
    {404, "Page not found", "There is nothing at this address."},
    {405, "This address can't be used like that", "Go back and use the links of the page."},
    {409, "That didn't go together", "Go back and look at the page again."},
    {410, "This page is gone", "Start again from your procurement system."},
    {413, "That was too much to send", "Go back and send less."},
    {414, "This address is too long", "Go back and choose fewer filters."},
    {422, "Something isn't right yet", "Go back and correct it."},
    {429, "Too much at once", "Try again in a minute."},
    {500, "Something went wrong on our side", "Nothing was lost. Try again in a minute."},
    {503, "This can't be done right now", "Try again in a minute."},
};

/* Where a way back is known. */
static const struct {
    const char *path, *text;
} consoles[] = {{"/console", "To the console"}, {"/operator", "To the operator console"}};

enum { WORD_COUNT = sizeof words / sizeof *words };

static size_t find(int status)
{
    size_t found = WORD_COUNT;
    for (size_t i = 0; i < WORD_COUNT; i++) {
        if (words[i].status == status)
            found = i;
    }
    return found;
}

const char *message_heading(int status)
{
    size_t at = find(status);
    if (at < WORD_COUNT)
        return words[at].heading;
    return status < 500 ? "This can't be done" : "Something went wrong on our side";
}

struct reply *message_reply(struct http_request *request, int status, struct message_view *view,
                            const char *frame_ancestors)
{
    struct buf out;
    if (view->tone == NULL)
        view->tone = status < 400 ? "info" : status < 500 ? "warning" : "danger";
    view->page.title = view->heading;
    page_begin(request, &out);
    template_message(&out, view);
    return page_reply(request, status, &out, frame_ancestors, NULL);
}

struct reply *message_refuse(struct http_request *request, int status, const char *reason)
{
    struct message_view view = {.heading = message_heading(status)};
    size_t at = find(status);
    view.text = !text_empty(reason) ? reason : at < WORD_COUNT ? words[at].text : NULL;
    for (size_t i = 0; i < sizeof consoles / sizeof *consoles; i++) {
        if (text_starts(request->path, consoles[i].path)) {
            view.back_url = consoles[i].path;
            view.back_text = consoles[i].text;
        }
    }
    page_init(request->arena, &view.page, view.heading);
    return message_reply(request, status, &view, "");
}
