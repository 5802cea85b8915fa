#include "domain_unit.h"

#include "domain/classification.h"

static const char *code(struct arena *arena, enum classification_profile profile, const char *table,
                        enum product_type product_type, enum line_type line_type)
{
    struct connection connection = {.classification = profile, .classification_table = table};
    struct product product = {.type = product_type};
    return classify_line(arena, &connection, &product, line_type);
}

/* CAT-6 */
static void uniform_is_one_code_for_everything(void **state)
{
    for (int type = PRODUCT_SAAS; type <= PRODUCT_DATA; type++) {
        for (int line = LINE_SERVICE; line <= LINE_MATERIAL; line++)
            assert_string_equal(code(*state, CLASSIFY_UNIFORM, "*=11111111",
                                     (enum product_type)type, (enum line_type)line),
                                "43232701");
    }
    /* The default of a connection that says nothing. */
    assert_int_equal(CLASSIFY_UNIFORM, 0);
}

/* CAT-6 */
static void by_line_type(void **state)
{
    assert_string_equal(code(*state, CLASSIFY_BY_LINE_TYPE, "", PRODUCT_DATA, LINE_SERVICE),
                        "81162000");
    assert_string_equal(code(*state, CLASSIFY_BY_LINE_TYPE, "", PRODUCT_DATA, LINE_MATERIAL),
                        "43232701");
}

/* CAT-6 */
static void a_table_has_product_types_first_then_line_types_then_the_rest(void **state)
{
    static const char table[] = "*=43230000  material=43232700 saas=81162000 service=80000000";
    assert_string_equal(code(*state, CLASSIFY_TABLE, table, PRODUCT_SAAS, LINE_MATERIAL),
                        "81162000");
    assert_string_equal(code(*state, CLASSIFY_TABLE, table, PRODUCT_AMI, LINE_MATERIAL),
                        "43232700");
    assert_string_equal(code(*state, CLASSIFY_TABLE, table, PRODUCT_AMI, LINE_SERVICE), "80000000");
    assert_string_equal(
        code(*state, CLASSIFY_TABLE, "saas=81162000 *=43230000", PRODUCT_HELM, LINE_SERVICE),
        "43230000");
}

/* CAT-6: eight digits, whatever somebody typed. */
static void what_fits_no_row_gets_the_uniform_code(void **state)
{
    static const char *const tables[] = {
        "",
        " ",
        "data=81162000",
        "saas=",
        "saas",
        "saas=8116",
        "saas=X1162000",
        "saas=811620001",
        "saasx=81162000",
        "sa=81162000",
        "=81162000",
    };
    for (size_t i = 0; i < COUNT(tables); i++)
        assert_string_equal(code(*state, CLASSIFY_TABLE, tables[i], PRODUCT_SAAS, LINE_SERVICE),
                            "43232701");
    assert_string_equal(
        code(*state, CLASSIFY_TABLE, "saas=811 *=43230000", PRODUCT_SAAS, LINE_SERVICE),
        "43230000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(uniform_is_one_code_for_everything),
        unit_case(by_line_type),
        unit_case(a_table_has_product_types_first_then_line_types_then_the_rest),
        unit_case(what_fits_no_row_gets_the_uniform_code),
    };
    return cmocka_run_group_tests_name("domain/classification", tests, NULL, NULL);
}
