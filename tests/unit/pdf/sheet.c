/* BIL-3: a PDF with text of any script, on as many pages as it takes, the same each time. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/text.h"
#include "pdf/sheet.h"

static struct bytes write_sheet(struct arena *arena, size_t rows)
{
    static const struct sheet_fact facts[] = {
        {"Billed to", "東京商事株式会社\nΑθήνα, Киев, Zürich"},
        {"Seller of record", "Ågren Industri & Søn <AB>"}};
    static const struct sheet_column columns[] = {
        {"Line", 0.1, false}, {"Description", 0.6, false}, {"Amount", 0.3, true}};
    static const struct sheet_fact sums[] = {{"Total", "12,345.00 EUR"}};
    const char **cells = arena_array(arena, 3 * rows, sizeof *cells);
    for (size_t i = 0; i < rows; i++) {
        cells[3 * i] = arena_printf(arena, "%zu", i + 1);
        cells[3 * i + 1] = arena_printf(arena, "Row number %zu", i + 1);
        cells[3 * i + 2] = "1.00 EUR";
    }
    struct sheet sheet = {
        .title = "Invoice X-000001",
        .author = "Marketplace",
        .at_us = INT64_C(1795383000000000),
        .facts = facts,
        .fact_count = 2,
        .columns = columns,
        .column_count = 3,
        .cells = cells,
        .row_count = rows,
        .sums = sums,
        .sum_count = 1,
        .note = "Thank you.",
    };
    struct bytes pdf;
    struct fault fault = {""};
    if (sheet_write(arena, &sheet, &pdf, &fault) != OK)
        fail_msg("%s", fault.message);
    return pdf;
}

/* What pdftotext reads in it; skips where that is missing. */
static const char *text_of(struct arena *arena, struct bytes pdf)
{
    char path[] = "/tmp/punchoutd-pdf-XXXXXX";
    char block[4096];
    struct buf text;
    size_t size;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_true(write(fd, pdf.data, pdf.size) == (ssize_t)pdf.size);
    close(fd);
    FILE *pipe = popen(arena_printf(arena, "pdftotext -layout %s - 2>/dev/null", path), "r");
    assert_non_null(pipe);
    buf_init(&text, arena, 1 << 20);
    while ((size = fread(block, 1, sizeof block, pipe)) > 0)
        buf_put(&text, block, size);
    int status = pclose(pipe);
    unlink(path);
    if (status != 0)
        skip();
    return buf_string(&text);
}

static void any_script_can_be_read_in_it(void **state)
{
    struct bytes pdf = write_sheet(*state, 3);
    assert_memory_equal(pdf.data, "%PDF-", 5);
    const char *text = text_of(*state, pdf);
    static const char *const parts[] = {
        "Invoice X-000001", "東京商事株式会社", "Αθήνα, Киев, Zürich", "Ågren Industri & Søn <AB>",
        "Row number 3",     "12,345.00 EUR",    "Thank you."};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (strstr(text, parts[i]) == NULL)
            fail_msg("no '%s' in: %s", parts[i], text);
    }
}

/* The table goes on under its head on the next page, and no row is lost. */
static void long_tables_take_more_pages(void **state)
{
    const char *text = text_of(*state, write_sheet(*state, 120));
    size_t pages = 0, heads = 0;
    for (const char *at = text; (at = strchr(at, '\f')) != NULL; at++)
        pages++;
    for (const char *at = text; (at = strstr(at, "Description")) != NULL; at++)
        heads++;
    assert_true(pages >= 3);
    assert_int_equal(heads, pages);
    for (int i = 1; i <= 120; i++) {
        const char *row = arena_printf(*state, "Row number %d", i);
        if (strstr(text, row) == NULL)
            fail_msg("no '%s'", row);
    }
}

static void the_same_each_time(void **state)
{
    struct bytes a = write_sheet(*state, 5);
    struct bytes b = write_sheet(*state, 5);
    assert_int_equal(a.size, b.size);
    assert_memory_equal(a.data, b.data, a.size);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(any_script_can_be_read_in_it),
        unit_case(long_tables_take_more_pages),
        unit_case(the_same_each_time),
    };
    return cmocka_run_group_tests_name("pdf/sheet", tests, NULL, NULL);
}
