/* Every document of the corpus of real cXML, against what its index says about each. */
#include "xml_unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *directory;

/* Well-formed by XML's rules, and refused by ours. */
static const struct {
    const char *file, *why;
} exceptions[] = {
    {"OrderRequest/kazz12211_amazon_punchout-2.xml", "declares a parameter entity (never used)"},
};

static bool read_file(void **state, const char *path, struct bytes *out)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    size_t room = (size_t)roomy.bytes + 1;
    unsigned char *data = arena_array(*state, room, 1);
    *out = (struct bytes){data, fread(data, 1, room, file)};
    fclose(file);
    return true;
}

static bool expected_ok(const char *file, const char *well_formed)
{
    for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++)
        if (strcmp(exceptions[i].file, file) == 0)
            return false;
    return strcmp(well_formed, "yes") == 0;
}

static int check_line(void **state, char *line)
{
    char *columns[9] = {0};
    for (size_t i = 0; i < 9; i++)
        columns[i] = strsep(&line, "\t");
    const char *name = columns[0];
    if (columns[8] == NULL || strstr(name, ".xml") == NULL || strcmp(columns[8], "n/a") == 0)
        return 0;
    struct bytes bytes;
    struct xml_document *document = NULL;
    struct fault fault = {{0}};
    if (!read_file(state, arena_printf(*state, "%s/%s", directory, name), &bytes))
        fail_msg("%s is missing", name);
    enum status st = xml_read(*state, bytes, NULL, &roomy, &document, &fault);
    enum status expected = expected_ok(name, columns[8]) ? OK : BAD_INPUT;
    if (st != expected) {
        print_error("%s: %s, not %s: %s (index: %s)\n", name, status_name(st),
                    status_name(expected), fault.message, columns[8]);
        return 1;
    }
    return 0;
}

/* PUN-1 */
static void real_documents(void **state)
{
    FILE *index =
        directory == NULL ? NULL : fopen(arena_printf(*state, "%s/INDEX.tsv", directory), "r");
    if (index == NULL) {
        print_message("no corpus at %s\n", directory == NULL ? "(not given)" : directory);
        skip();
    }
    char *line = NULL;
    size_t size = 0;
    int failed = 0;
    int lines = 0;
    while (getline(&line, &size, index) > 0) {
        line[strcspn(line, "\n")] = '\0';
        if (lines++ > 0)
            failed += check_line(state, line);
    }
    free(line);
    fclose(index);
    assert_in_range(lines, 2, 100000);
    assert_int_equal(failed, 0);
}

int main(int argc, char **argv)
{
    directory = argc > 1 ? argv[1] : NULL;
    const struct CMUnitTest tests[] = {
        unit_case(real_documents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
