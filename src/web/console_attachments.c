/* ORD-1: what came with an order, as files. */
#include "web/console_attachments.h"

#include <string.h>

#include "app/document.h"
#include "base/arena.h"
#include "base/text.h"
#include "http/media.h"
#include "web/console_books.h"
#include "web/console_pages.h"

enum { DOCUMENTS_MAX = 5, NAME_MAX_BYTES = 100 };

static const char *size_text(struct arena *arena, size_t size)
{
    return size < 1024          ? arena_printf(arena, "%zu bytes", size)
           : size < 1024 * 1024 ? arena_printf(arena, "%.1f KB", (double)size / 1024)
                                : arena_printf(arena, "%.1f MB", (double)size / 1024 / 1024);
}

void put_attachments(struct console *console, struct object_view *page,
                     const struct order_book *book)
{
    struct arena *arena = console->http->arena;
    struct section_view *section = NULL;
    size_t looked_at = 0;
    for (size_t i = 0; i < book->documents.count && looked_at < DOCUMENTS_MAX; i++) {
        const struct document *document = &book->documents.items[i];
        struct attachments attachments;
        if (!text_equal(document->direction, "in") ||
            !text_starts(media_parse(arena, document->content_type).type, "multipart/"))
            continue;
        looked_at++;
        if (books_attachments(&console->ctx, book->order.id, document->id, &attachments) != OK)
            continue; /* it was answered with what is wrong, and stands among the documents */
        for (size_t j = 0; j < attachments.count; j++) {
            const struct attachment *one = &attachments.items[j];
            if (section == NULL) {
                section = put_section(console, page, "attachments", "Attachments",
                                      "As the buyer sent them. They are not checked for viruses.");
                section->has_table = true;
                table_columns(console, &section->table, "Attachments", "File", "Type", "Size",
                              "Came", (char *)NULL);
            }
            struct row_view *row = table_row(console, &section->table);
            row_cell(
                console, row,
                cell_link(one->name,
                          console_url(console, arena_printf(arena,
                                                            "purchase-orders/%s/documents/%s/"
                                                            "attachments/%zu",
                                                            book->order.id, document->id, j + 1))));
            row_cell(console, row, cell_text(text_empty(one->type) ? "-" : one->type));
            row_cell(console, row,
                     (struct cell_view){.text = size_text(arena, one->body.size), .number = true});
            row_cell(console, row, cell_time(console, document->at_us, "-"));
        }
    }
}

/* RFC 6266: for old browsers in ASCII, for others as it is. A name is no path. */
static const char *disposition(struct arena *arena, const char *name)
{
    struct buf out;
    const char *cut = text_cut(arena, name, NAME_MAX_BYTES);
    buf_init(&out, arena, 2048);
    buf_text(&out, "attachment; filename=\"");
    for (const char *at = cut; *at != '\0'; at++) {
        bool plain = *at >= ' ' && *at < 0x7F && strchr("\"\\/:*?<>|%", *at) == NULL;
        buf_char(&out, plain ? *at : '_');
    }
    buf_text(&out, "\"; filename*=UTF-8''");
    buf_url(&out, cut);
    return buf_string(&out);
}

struct reply *attachment_download(struct console *console)
{
    struct attachments attachments;
    int64_t number;
    enum status st = books_attachments(&console->ctx, http_param(console->http, "order"),
                                       http_param(console->http, "document"), &attachments);
    if (st == OK && (!text_to_int(http_param(console->http, "number"), &number) || number < 1 ||
                     (uint64_t)number > attachments.count))
        st = fault_set(&console->ctx.fault, NOT_FOUND, "The document has no such attachment.");
    if (st != OK)
        return console_failed(console, st);
    const struct attachment *one = &attachments.items[number - 1];
    /* Never as what the sender says it is: it must not run as a page of ours. */
    struct reply *reply = reply_bytes(console->http, 200, "application/octet-stream", one->body);
    reply_header(reply, "Content-Disposition", disposition(console->http->arena, one->name));
    reply_header(reply, "Content-Security-Policy", "default-src 'none'; sandbox");
    reply_header(reply, "Cache-Control", "no-store");
    return reply;
}
