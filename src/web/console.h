#ifndef WEB_CONSOLE_H
#define WEB_CONSOLE_H
/*
 * The frame of both consoles (SPEC ACC-3, ACC-10): every row of their route tables names one page
 * function, and console_handle alone calls it, after it has found out who asks and has checked that
 * a form was sent by a page of ours. So no page can be reached without.
 */
#include "app/access.h"
#include "app/ctx.h"
#include "app/sign_in.h"
#include "http/reply.h"
#include "http/request.h"
#include "http/server.h"
#include "web/console_views.h"

struct console {
    struct http_request *http;
    struct ctx ctx;
    enum realm realm;
    struct who who; /* with a session */
    const char *token;
    const char *
        visit; /* what forms are bound to: the session's token, or before there is one a cookie's */
    bool new_visit;
    struct console_page page; /* the title is to be set */
};

typedef struct reply *console_page_function(struct console *console);

struct console_route {
    console_page_function *page;
    enum realm realm;
    bool open; /* for who has no session, too */
};

/* The handler of every row whose `more` is a struct console_route. */
http_handler console_handle;

/* The rows of both consoles. */
const struct http_route *console_routes(size_t *count);

/* "/console/users" of "users". */
const char *console_url(const struct console *console, const char *rest);

/* Answers. Each page is sent with the headers of a console. */
struct reply *console_form_reply(struct console *console, int status, struct form_view *view);
struct reply *console_list_reply(struct console *console, struct list_view *view);
struct reply *console_object_reply(struct console *console, int status, struct object_view *view);
struct reply *console_notice_reply(struct console *console, int status, struct notice_view *view);

/* 303 to `rest`, which shows what was done: `said` is a key of the table of console_said.c. */
struct reply *console_done(struct console *console, const char *rest, const char *said);
/* The former where `status` is OK, else console_failed. */
struct reply *console_finish(struct console *console, enum status status, const char *rest,
                             const char *said);
struct reply *console_redirect(struct console *console, const char *url);

/* A use case failed: its message on a page. */
struct reply *console_failed(struct console *console, enum status status);
int console_status(enum status status);

/* The token whose code is awaited: the session's cookie, whatever it is worth; "" without one. */
const char *console_pending(const struct console *console);

/* Cookies of the session; NULL ends it. */
void console_set_cookie(struct console *console, struct reply *reply, const char *token);

/* A path of this console, for going back to after signing in; else its home. */
const char *console_next(const struct console *console, const char *next);

/* What is said after something was done; NULL for an unknown key. */
const char *console_said(const char *key);

#endif
