/* Every statement fits the schema, and every statement is in its list. */
#include "store_unit.h"

#include <dirent.h>
#include <stdio.h>

#include "base/text.h"
#include "store/counts.h"

static const char *source_root;

static const struct {
    const char *file;
    struct sql_list (*list)(void);
} aggregates[] = {
    {"access_key.c", access_key_store_sql},
    {"agreement.c", agreement_store_sql},
    {"audit.c", audit_store_sql},
    {"catalogue.c", catalogue_store_sql},
    {"connection.c", connection_store_sql},
    {"counts.c", counts_store_sql},
    {"delivery.c", delivery_store_sql},
    {"einvoicing.c", einvoicing_store_sql},
    {"document.c", document_store_sql},
    {"invoice.c", invoice_store_sql},
    {"lease.c", lease_store_sql},
    {"order.c", order_store_sql},
    {"organization.c", organization_store_sql},
    {"policy.c", policy_store_sql},
    {"principal.c", principal_store_sql},
    {"rate.c", rate_store_sql},
    {"recipient.c", recipient_store_sql},
    {"request.c", request_store_sql},
    {"service_role.c", service_role_store_sql},
    {"session.c", session_store_sql},
    {"sign_in.c", sign_in_store_sql},
    {"supplier.c", supplier_store_sql},
    {"support_case.c", support_case_store_sql},
    {"traffic.c", traffic_store_sql},
    {"tax.c", tax_store_sql},
    {"usage.c", usage_store_sql},
    {"webhook.c", webhook_store_sql},
};

static void every_statement_fits_the_schema(void **state)
{
    struct store *store = *state;
    for (size_t i = 0; i < COUNT(aggregates); i++) {
        struct fault fault = {""};
        struct sql_list list = aggregates[i].list();
        if (db_check_sql(store->db, list.items, list.count, &fault) != OK)
            fail_msg("%s: %s", aggregates[i].file, fault.message);
        for (size_t j = 0; j < list.count; j++) {
            for (size_t k = 0; k < j; k++)
                assert_ptr_not_equal(list.items[j], list.items[k]);
        }
    }
}

static void a_statement_that_does_not_fit_is_seen(void **state)
{
    static const struct db_sql wrong = {"SELECT nothing_like_it FROM organization"};
    static const struct db_sql *const list[] = {&wrong};
    struct store *store = *state;
    assert_int_equal(db_check_sql(store->db, list, 1, NULL), FAILED);
}

static enum status count(struct db_tx *tx, void *state)
{
    struct counts counts = {7, 7, 7};
    (void)state;
    enum status st = counts_store_read(tx, &counts);
    assert_int_equal(counts.orders + counts.agreements + counts.documents, 0);
    return st;
}

static void an_empty_marketplace_has_nothing(void **state)
{
    store_read(*state, count);
}

/* How many statements a source file defines; what stands in its list is a pointer. */
static size_t count_statements(struct arena *arena, const char *name)
{
    static const char define[] = "static const struct db_sql ";
    char line[512];
    size_t count = 0;
    FILE *file = fopen(arena_printf(arena, "%s/src/store/%s", source_root, name), "r");
    if (file == NULL)
        fail_msg("src/store/%s can't be read", name);
    while (fgets(line, sizeof line, file) != NULL) {
        const char *at = strstr(line, define);
        count += at != NULL && at[strlen(define)] != '*';
    }
    fclose(file);
    return count;
}

static size_t listed(const char *name)
{
    for (size_t i = 0; i < COUNT(aggregates); i++) {
        if (text_equal(aggregates[i].file, name))
            return aggregates[i].list().count;
    }
    return 0;
}

static void the_lists_are_complete(void **state)
{
    struct store *store = *state;
    size_t files = 0;
    if (source_root == NULL)
        skip();
    DIR *folder = opendir(arena_printf(store->arena, "%s/src/store", source_root));
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (!text_ends(entry->d_name, ".c"))
            continue;
        size_t defined = count_statements(store->arena, entry->d_name);
        if (listed(entry->d_name) != defined)
            fail_msg("%s: %zu statements, %zu in its list", entry->d_name, defined,
                     listed(entry->d_name));
        files += defined > 0;
    }
    closedir(folder);
    assert_int_equal(files, COUNT(aggregates));
}

static enum status find_other_keys(struct db_tx *tx, void *state)
{
    static const struct db_sql sql = {
        "SELECT m.name || '.' || i.name FROM sqlite_schema m, pragma_index_list(m.name) l, "
        "pragma_index_info(l.name) i WHERE m.type = 'table' AND l.\"unique\" = 1 AND i.seqno = 0 "
        "AND "
        "i.name <> 'organization_id' ORDER BY 1"};
    struct store *store = state;
    struct buf found;
    buf_init(&found, store->arena, 1000);
    struct db_statement *s = db_prepare(tx, &sql);
    while (db_step(s))
        buf_printf(&found, "%s ", db_text(s, 0, store->arena));
    /* Few rows each, or rows that no organization owns, or those of people and their rights, which
     * an account takes along where it goes: they stand on every server. */
    assert_string_equal(
        buf_string(&found),
        "access_key.account_id account.id console_session.account_id lease.name organization.id "
        "policy.account_id policy.account_id policy_attachment.account_id "
        "policy_version.account_id principal.account_id principal.account_id product.id "
        "product.part_id rate_window.bucket recovery_code.account_id seller.id "
        "seller_tax.seller_id service_role.account_id sign_in_failure.bucket "
        "supplier_identity.id ");
    return db_done(s);
}

/* OPS-1: a promise about all organizations can't be kept by a database that is spread over many
 * servers. */
static void what_is_unique_is_so_within_an_organization(void **state)
{
    only_on_sqlite();
    store_read(*state, find_other_keys);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        store_case(every_statement_fits_the_schema),
        store_case(a_statement_that_does_not_fit_is_seen),
        store_case(the_lists_are_complete),
        store_case(what_is_unique_is_so_within_an_organization),
        store_case(an_empty_marketplace_has_nothing),
    };
    source_root = argc > 1 ? argv[1] : NULL;
    return cmocka_run_group_tests_name("store/store", tests, NULL, NULL);
}
