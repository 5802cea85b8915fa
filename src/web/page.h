#ifndef WEB_PAGE_H
#define WEB_PAGE_H
/* From a template's output to an answer with the headers that every page has. */
#include "http/reply.h"
#include "http/request.h"
#include "web/csp.h"
#include "web/views.h"

struct embedded_file;

/* The frame of a page outside a session. */
void page_init(struct arena *arena, struct page_view *out, const char *title);

/* An empty buffer with a page's limit. */
void page_begin(struct http_request *request, struct buf *out);

/* `frame_ancestors`: CSP sources that may frame it, "" for nobody. Never stored by a cache, for a
 * page of a session has the session in it (PUN-5). */
struct reply *page_reply(struct http_request *request, int status, const struct buf *body,
                         const char *frame_ancestors, const struct csp_targets *targets);

/* 303 to another page, which nothing on the way may keep or tell on. */
struct reply *page_redirect(struct http_request *request, const char *location);

/* A file of web/static by name; NULL where there is none. */
const struct embedded_file *static_find(const char *name);
/* Its ETag without quotes: the `v` that makes its address unchanging. */
const char *static_tag(struct arena *arena, const char *name);

#endif
