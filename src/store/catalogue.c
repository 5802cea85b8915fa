#include "store/catalogue.h"

#include "base/arena.h"
#include "domain/catalogue_json.h"

enum { DEFINITION_LIMIT = 1 << 20 };

static const struct db_sql put_seller = {
    "INSERT INTO seller (id, name) VALUES ($1, $2) ON CONFLICT (id) "
    "DO UPDATE SET name = excluded.name"};
static const struct db_sql put_product = {
    "INSERT INTO product (id, part_id, position, definition) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (id) DO UPDATE SET part_id = excluded.part_id, position = excluded.position, "
    "definition = excluded.definition"};
static const struct db_sql count_sellers = {"SELECT COUNT(*) FROM seller"};
static const struct db_sql all_sellers = {"SELECT id, name FROM seller ORDER BY name, id"};
static const struct db_sql count_products = {"SELECT COUNT(*) FROM product"};
static const struct db_sql all_products = {"SELECT definition FROM product ORDER BY position, id"};

struct sql_list catalogue_store_sql(void)
{
    static const struct db_sql *const all[] = {&put_seller,  &put_product,    &count_sellers,
                                               &all_sellers, &count_products, &all_products};
    return SQL_LIST(all);
}

enum status catalogue_store_put_seller(struct db_tx *tx, const struct seller *seller)
{
    struct db_statement *s = db_prepare(tx, &put_seller);
    db_bind_text(s, 1, seller->id);
    db_bind_text(s, 2, seller->name);
    return db_run(s);
}

static enum status define(struct db_tx *tx, struct arena *arena, const struct product *product,
                          struct buf *out)
{
    buf_init(out, arena, DEFINITION_LIMIT);
    product_write(out, arena, product);
    return out->overflow ? fault_set(db_fault(tx), TOO_LARGE,
                                     "product %s: its definition is over 1 MiB", product->id)
                         : OK;
}

enum status catalogue_store_check(struct db_tx *tx, struct arena *arena,
                                  const struct product *product)
{
    struct buf definition;
    return define(tx, arena, product, &definition);
}

enum status catalogue_store_put_product(struct db_tx *tx, struct arena *arena,
                                        const struct product *product, int64_t position)
{
    struct buf definition;
    enum status st = define(tx, arena, product, &definition);
    if (st != OK)
        return st;
    struct db_statement *s = db_prepare(tx, &put_product);
    db_bind_text(s, 1, product->id);
    db_bind_text(s, 2, product->part_id);
    db_bind_int(s, 3, position);
    db_bind_text(s, 4, buf_string(&definition));
    return db_run(s);
}

static size_t count_rows(struct db_tx *tx, const struct db_sql *sql)
{
    struct db_statement *s = db_prepare(tx, sql);
    size_t count = db_step(s) ? (size_t)db_int(s, 0) : 0;
    db_done(s);
    return count;
}

enum status catalogue_store_load(struct db_tx *tx, struct arena *arena, struct catalogue *out)
{
    size_t sellers = count_rows(tx, &count_sellers);
    size_t products = count_rows(tx, &count_products);
    *out = (struct catalogue){
        .sellers = arena_array(arena, sellers + 1, sizeof *out->sellers),
        .products = arena_array(arena, products + 1, sizeof *out->products),
    };
    struct db_statement *s = db_prepare(tx, &all_sellers);
    while (out->seller_count < sellers && db_step(s))
        out->sellers[out->seller_count++] =
            (struct seller){db_text(s, 0, arena), db_text(s, 1, arena)};
    enum status st = db_done(s);
    s = db_prepare(tx, &all_products);
    while (st == OK && out->product_count < products && db_step(s))
        st = product_read(arena, bytes_of(db_text(s, 0, arena)), out->sellers, out->seller_count,
                          &out->products[out->product_count++], db_fault(tx));
    enum status done = db_done(s);
    return st != OK ? st : done;
}
