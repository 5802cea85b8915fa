#include "app/audit.h"

#include <stdarg.h>

#include "app/access.h"
#include "base/arena.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "store/audit.h"
#include "store/organization.h"

enum { DETAIL_LIMIT = 8192, WALK = 500, TEXT_LIMIT = 1000 };

static const char *const outcomes[] = {
    [AUDIT_OK] = "ok", [AUDIT_DENIED] = "denied", [AUDIT_FAILED] = "failed"};

static const char *kind_of(const struct who *who)
{
    static const char *const kinds[] = {[WHO_ROOT] = "root",
                                        [WHO_USER] = "user",
                                        [WHO_OPERATOR] = "operator",
                                        [WHO_SYSTEM] = "system",
                                        [WHO_NOBODY] = "nobody"};
    return who == NULL ? "nobody" : kinds[who->kind];
}

const char *audit_detail(struct arena *arena, ...)
{
    struct buf json;
    const char *name;
    va_list args;
    buf_init(&json, arena, DETAIL_LIMIT);
    va_start(args, arena);
    while ((name = va_arg(args, const char *)) != NULL) {
        const char *value = va_arg(args, const char *);
        if (value == NULL)
            continue;
        buf_text(&json, json.length == 0 ? "{\"" : ",\"");
        buf_json(&json, name);
        buf_text(&json, "\":\"");
        buf_json(&json, text_cut(arena, value, TEXT_LIMIT));
        buf_char(&json, '"');
    }
    va_end(args);
    buf_text(&json, json.length == 0 ? "{}" : "}");
    return json.overflow ? "{}" : buf_string(&json);
}

static void add_text(struct hash *hash, const char *text)
{
    hash_add(hash, bytes_of(text));
}

static void add_number(struct hash *hash, int64_t number)
{
    hash_add(hash, (struct bytes){(const unsigned char *)&number, sizeof number});
}

/* What makes rows a chain: a keyed hash over the row and over the hash of the row before. */
static struct bytes hash_row(struct ctx *ctx, const struct audit_row *row, struct bytes before)
{
    struct hash hash;
    unsigned char *out = arena_alloc(ctx->arena, HASH_SIZE);
    hash_start(&hash, ctx->app->key.bytes);
    add_text(&hash, "audit event");
    hash_add(&hash, before);
    add_text(&hash, row->organization_id);
    add_number(&hash, row->sequence);
    add_text(&hash, row->id);
    add_number(&hash, row->at_us);
    const char *const texts[] = {row->account_id, row->actor_kind, row->actor_id, row->actor_name,
                                 row->action,     row->resource,   row->outcome,  row->address,
                                 row->request_id, row->detail};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        add_text(&hash, texts[i]);
    hash_finish(&hash, out);
    return (struct bytes){out, HASH_SIZE};
}

static struct bytes seal_head(struct ctx *ctx, const char *organization_id,
                              const struct audit_head *head)
{
    struct hash hash;
    unsigned char *out = arena_alloc(ctx->arena, HASH_SIZE);
    hash_start(&hash, ctx->app->key.bytes);
    add_text(&hash, "audit head");
    add_text(&hash, organization_id);
    add_number(&hash, head->sequence);
    hash_add(&hash, head->hash);
    hash_finish(&hash, out);
    return (struct bytes){out, HASH_SIZE};
}

enum status audit_add(struct db_tx *tx, struct ctx *ctx, const struct audit_entry *entry)
{
    static const struct who nobody = {.principal_id = "", .name = "", .address = ""};
    const struct who *who = ctx->who == NULL ? &nobody : ctx->who;
    struct audit_head head;
    enum status st = audit_store_head(tx, ctx->arena, entry->organization_id, &head);
    if (st != OK)
        return st;
    struct audit_row row = {
        .organization_id = entry->organization_id,
        .sequence = head.sequence + 1,
        .id = ctx_new_id(ctx),
        .at_us = ctx_now_us(ctx),
        .account_id = entry->account_id,
        .actor_kind = kind_of(ctx->who),
        .actor_id = who->principal_id,
        .actor_name = who->name,
        .action = entry->action,
        .resource = entry->resource,
        .outcome = outcomes[entry->outcome],
        .address = text_or_empty(who->address),
        .request_id = text_or_empty(ctx->request_id),
        .detail = entry->detail == NULL ? "{}" : entry->detail,
    };
    row.hash = hash_row(ctx, &row, head.hash);
    st = audit_store_insert(tx, &row);
    if (st != OK)
        return st;
    head.sequence = row.sequence;
    head.hash = row.hash;
    head.seal = seal_head(ctx, row.organization_id, &head);
    return audit_store_set_head(tx, row.organization_id, &head);
}

struct writing {
    struct ctx *ctx;
    const struct audit_entry *entry;
};

static enum status write_entry(struct db_tx *tx, void *state)
{
    struct writing *writing = state;
    return audit_add(tx, writing->ctx, writing->entry);
}

enum status audit_write(struct ctx *ctx, const struct audit_entry *entry)
{
    struct writing writing = {ctx, entry};
    return db_write_for(ctx->app->db, entry->organization_id, write_entry, &writing, &ctx->fault);
}

static struct audit_event event_of(const struct audit_row *row)
{
    return (struct audit_event){
        .organization_id = row->organization_id,
        .sequence = row->sequence,
        .id = row->id,
        .at_us = row->at_us,
        .account_id = row->account_id,
        .actor_kind = row->actor_kind,
        .actor_id = row->actor_id,
        .actor_name = row->actor_name,
        .action = row->action,
        .resource = row->resource,
        .outcome = row->outcome,
        .address = row->address,
        .request_id = row->request_id,
        .detail = row->detail,
    };
}

struct look {
    struct ctx *ctx;
    struct audit_query query;
    struct audit_rows rows;
};

static enum status look(struct db_tx *tx, void *state)
{
    struct look *l = state;
    return audit_store_list(tx, l->ctx->arena, &l->query, &l->rows);
}

/* Whose events the asker may see: of the whole organization, or only of its own account. */
static enum status scope(struct ctx *ctx, struct audit_query *query)
{
    const struct who *who = ctx->who;
    if (!who_is_buyer(who))
        return access_operator(ctx, "operator:LookupEvents", "*");
    query->organization_id = who->organization_id;
    if (!who->standalone && !text_equal(who->account_id, who->management_account_id))
        query->account_id = who->account_id;
    return access_check(ctx, "cloudtrail:LookupEvents", "*");
}

enum status audit_lookup(struct ctx *ctx, const struct audit_filter *filter, struct audit_list *out)
{
    size_t limit = filter->limit == 0 || filter->limit > 1000 ? 1000 : filter->limit;
    struct look l = {.ctx = ctx,
                     .query = {
                         .organization_id = text_or_empty(filter->organization_id),
                         .account_id = filter->account_id,
                         .text = filter->text,
                         .outcome = filter->outcome,
                         .from_us = filter->from_us,
                         .until_us = filter->until_us,
                         .before_sequence = filter->before_sequence,
                         .limit = (int64_t)limit + 1,
                     }};
    *out = (struct audit_list){0};
    enum status st = scope(ctx, &l.query);
    if (st == OK)
        st = db_read(ctx->app->db, look, &l, &ctx->fault);
    if (st != OK)
        return st;
    out->more = l.rows.count > limit;
    out->count = out->more ? limit : l.rows.count;
    out->items = arena_array(ctx->arena, out->count, sizeof *out->items);
    for (size_t i = 0; i < out->count; i++)
        out->items[i] = event_of(&l.rows.items[i]);
    return OK;
}

struct chains {
    struct ctx *ctx;
    const char **ids;
    size_t count;
};

static enum status read_chains(struct db_tx *tx, void *state)
{
    struct chains *chains = state;
    return audit_store_chains(tx, chains->ctx->arena, &chains->ids, &chains->count);
}

enum status audit_chains(struct ctx *ctx, const char ***out, size_t *out_count)
{
    struct chains chains = {.ctx = ctx};
    enum status st = access_operator(ctx, "operator:LookupEvents", "*");
    if (st == OK)
        st = db_read(ctx->app->db, read_chains, &chains, &ctx->fault);
    *out = chains.ids;
    *out_count = chains.count;
    return st;
}

struct walk {
    struct ctx *ctx;
    const char *organization_id;
    struct audit_verdict *out;
};

static bool is_equal(struct bytes a, struct bytes b)
{
    return a.size == HASH_SIZE && b.size == HASH_SIZE && hash_equal(a.data, b.data, HASH_SIZE);
}

static void find_bad(struct audit_verdict *out, int64_t sequence, const char *problem)
{
    if (out->problem == NULL) {
        out->bad_sequence = sequence;
        out->problem = problem;
    }
}

static void check_head(struct walk *w, const struct audit_head *head, struct bytes last)
{
    struct audit_verdict *out = w->out;
    if (head->sequence == 0 && out->events == 0)
        return;
    if (head->sequence == 0 || !is_equal(head->seal, seal_head(w->ctx, w->organization_id, head)))
        find_bad(out, head->sequence == 0 ? 1 : head->sequence,
                 "The note of where the trail ends is missing or was changed.");
    else if (head->sequence > out->events)
        find_bad(out, out->events + 1, "Events were cut off from the end.");
    else if (head->sequence < out->events || !is_equal(head->hash, last))
        find_bad(out, head->sequence, "Events were put behind the end.");
}

/* One snapshot from the beginning to the end, so that what is written meanwhile does not matter. */
static enum status walk(struct db_tx *tx, void *state)
{
    struct walk *w = state;
    struct arena *arena = w->ctx->arena;
    struct audit_head head;
    struct audit_rows rows;
    struct bytes before = {NULL, 0};
    *w->out = (struct audit_verdict){0};
    enum status st = audit_store_head(tx, arena, w->organization_id, &head);
    do {
        struct arena *page = arena_new();
        struct ctx ctx = {.app = w->ctx->app, .arena = page};
        st = st == OK ? audit_store_after(tx, page, w->organization_id, w->out->events, WALK, &rows)
                      : st;
        for (size_t i = 0; st == OK && i < rows.count && w->out->problem == NULL; i++) {
            const struct audit_row *row = &rows.items[i];
            w->out->events++;
            if (row->sequence != w->out->events)
                find_bad(w->out, w->out->events, "An event is missing here.");
            else if (!is_equal(row->hash, hash_row(&ctx, row, before)))
                find_bad(w->out, row->sequence, "This event was changed, or one before it.");
            before =
                (struct bytes){arena_copy(arena, row->hash.data, row->hash.size), row->hash.size};
        }
        arena_free(page);
    } while (st == OK && w->out->problem == NULL && rows.count == WALK);
    if (st == OK)
        check_head(w, &head, before);
    return st;
}

enum status audit_verify(struct ctx *ctx, const char *organization_id, struct audit_verdict *out)
{
    struct walk w = {ctx, organization_id, out};
    enum status st = access_operator(ctx, "operator:VerifyEvents", "*");
    return st == OK ? db_read(ctx->app->db, walk, &w, &ctx->fault) : st;
}
