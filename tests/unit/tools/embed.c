/* What `embed` makes of a file. */
#include "unit.h"

#include "base/embedded.h"

extern const struct embedded_files sample_files;

static void a_file_is_found(void **state)
{
    (void)state;
    const struct embedded_file *file = embedded_find(&sample_files, "sample_part.html");
    assert_non_null(file);
    assert_string_equal(file->content_type, "text/html; charset=utf-8");
    assert_int_equal(file->size, strlen((const char *)file->data));
    assert_memory_equal(file->data, "{{view struct", 13);
    assert_null(embedded_find(&sample_files, "sample"));
}

static void etags_tell_files_apart(void **state)
{
    (void)state;
    assert_int_equal(sample_files.count, 2);
    const char *first = sample_files.files[0].etag;
    assert_int_equal(strlen(first), 18);
    assert_true(first[0] == '"' && first[17] == '"');
    assert_string_not_equal(first, sample_files.files[1].etag);
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_case(a_file_is_found),
                                       unit_case(etags_tell_files_apart)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
