#ifndef WEB_CONSOLE_ATTACHMENTS_H
#define WEB_CONSOLE_ATTACHMENTS_H
/* ORD-1: the attachments on the page of an order. */
#include "app/books.h"
#include "web/console_parts.h"

/* A section with what came along; nothing where nothing did. */
void put_attachments(struct console *console, struct object_view *page,
                     const struct order_book *book);

#endif
