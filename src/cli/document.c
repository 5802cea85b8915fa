#include "app/document.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/command.h"
#include "cli/home.h"
#include "cli/output.h"
#include "crypto/hash.h"

struct look {
    struct invocation *invocation;
    struct document_list list;
    struct document document;
};

static enum status read_list(struct db_tx *tx, void *state)
{
    struct look *look = state;
    struct document_filter filter = {.payload_id = look->invocation->payload_id,
                                     .order_id = look->invocation->order_id,
                                     .limit = look->invocation->limit};
    return document_store_list(tx, look->invocation->arena, &filter, &look->list);
}

static enum status read_one(struct db_tx *tx, void *state)
{
    struct look *look = state;
    enum status st =
        document_store_find(tx, look->invocation->arena, look->invocation->object, &look->document);
    return st != NOT_FOUND ? st
                           : fault_set(db_fault(tx), NOT_FOUND, "There is no document '%s'.",
                                       look->invocation->object);
}

static void open_document(struct json_writer *w, struct arena *arena,
                          const struct document *document)
{
    json_write_object(w);
    json_write_member_text(w, "id", document->id);
    json_write_member_text(w, "organization_id", document->organization_id);
    json_write_member_text(w, "connection_id", document->connection_id);
    json_write_member_text(w, "direction", document->direction);
    json_write_member_text(w, "kind", document->kind);
    json_write_member_text(w, "payload_id", document->payload_id);
    json_write_member_text(w, "order_id", document->order_id);
    json_write_member_text(w, "request_id", document->request_id);
    output_json_time(w, arena, "at", document->at_us);
    json_write_member_int(w, "elapsed_us", document->elapsed_us);
    json_write_member_int(w, "status_code", document->status_code);
    json_write_member_text(w, "remark", document->remark);
    json_write_member_text(w, "content_type", document->content_type);
    json_write_member_int(w, "size", document->size);
    json_write_member_text(w, "sha256", hash_hex(arena, document->hash.data, document->hash.size));
}

static enum status show(const struct look *look, struct fault *fault)
{
    struct invocation *invocation = look->invocation;
    struct arena *arena = invocation->arena;
    const struct document *document = &look->document;
    struct bytes raw;
    enum status st = document_unpack(arena, document, &raw, fault);
    if (st != OK)
        return st;
    if (invocation->raw) {
        fwrite(raw.data, 1, raw.size, invocation->out);
    } else if (invocation->json) {
        struct json_writer w;
        struct buf text;
        output_json_start(&w, &text, arena);
        open_document(&w, arena, document);
        json_write_member_text(&w, "body", arena_text_n(arena, (const char *)raw.data, raw.size));
        json_write_close(&w);
        output_json_end(&w, &text, invocation->out);
    } else {
        fprintf(invocation->out,
                "Document    %s\nKind        %s (%s)\nPayload id  %s\nAt          %s\n"
                "Answer      %lld %s\nSize        %lld bytes\n\n",
                document->id, document->kind, document->direction, document->payload_id,
                time_human(arena, document->at_us), (long long)document->status_code,
                document->remark, (long long)document->size);
        fwrite(raw.data, 1, raw.size, invocation->out);
        fputc('\n', invocation->out);
    }
    return OK;
}

static void list_json(const struct look *look)
{
    struct json_writer w;
    struct buf text;
    output_json_start(&w, &text, look->invocation->arena);
    json_write_object(&w);
    json_write_name(&w, "documents");
    json_write_array(&w);
    for (size_t i = 0; i < look->list.count; i++) {
        open_document(&w, look->invocation->arena, &look->list.items[i]);
        json_write_close(&w);
    }
    json_write_close(&w);
    json_write_close(&w);
    output_json_end(&w, &text, look->invocation->out);
}

static void list_text(const struct look *look)
{
    static const char *const headers[] = {"AT",         "DIRECTION", "KIND",  "CODE",
                                          "PAYLOAD ID", "ID",        "REMARK"};
    struct arena *arena = look->invocation->arena;
    struct table table;
    table_start(&table, arena, headers, sizeof headers / sizeof *headers);
    for (size_t i = 0; i < look->list.count; i++) {
        const struct document *document = &look->list.items[i];
        table_cell(&table, time_cxml(arena, document->at_us));
        table_cell(&table, document->direction);
        table_cell(&table, text_empty(document->kind) ? "-" : document->kind);
        table_cell(&table, arena_printf(arena, "%lld", (long long)document->status_code));
        table_cell(&table, text_empty(document->payload_id) ? "-" : document->payload_id);
        table_cell(&table, document->id);
        table_cell(&table, text_cut(arena, document->remark, 80));
    }
    table_print(&table, look->invocation->out, "No documents yet.");
}

static enum status run(struct invocation *invocation, struct fault *fault)
{
    bool showing = invocation->verb != NULL && text_equal(invocation->verb, "show");
    bool listing = invocation->verb != NULL && text_equal(invocation->verb, "list");
    struct look look = {.invocation = invocation};
    struct home home;
    if (invocation->data == NULL || (!showing && !listing) ||
        showing != (invocation->object != NULL))
        return command_usage(&command_document, fault);
    enum status st =
        home_open(invocation->arena, invocation->data, DB_READ_ONLY, false, &home, fault);
    if (st == OK)
        st = db_read(home.db, showing ? read_one : read_list, &look, fault);
    if (st == OK && showing)
        st = show(&look, fault);
    else if (st == OK)
        (invocation->json ? list_json : list_text)(&look);
    home_close(&home);
    return st;
}

const struct command command_document = {
    "document",
    "list|show ID --data DIR [--payload ID] [--order NUMBER] [--limit N] [--raw|--json]",
    "the document log, newest first; secrets are blanked", run};
