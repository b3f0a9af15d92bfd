// What a hostile or broken file may cost before it is refused.
#pragma once
#include <cstddef>
#include <cstdint>

namespace moisson::format_limit {

#ifdef MOISSON_FUZZ // short inputs shall cross the borders of windows, and large ones take long to clear
inline constexpr std::size_t window = 256, step = 256, chunk = 64, csv_stretch = 96;
#else
inline constexpr std::size_t window = 1u << 20;  ///< over a text that is decoded; grows with a longer record
inline constexpr std::size_t step = 256u << 10;  ///< read into the window at once, while records are short:
                                                 ///< what was read is still in the cache when it is decoded
inline constexpr std::size_t chunk = 256u << 10; ///< of a text that needs no window
inline constexpr std::size_t csv_stretch =
    4096; ///< searched at once: what was found stays in the first cache
#endif

inline constexpr std::size_t csv_field = 1u << 20;
inline constexpr std::size_t csv_row = 4u << 20;
inline constexpr std::size_t csv_columns = 2000;
inline constexpr std::size_t json_depth = 128;
inline constexpr std::size_t json_element = 16u << 20;
inline constexpr std::size_t json_included = 64u << 20; ///< what is held of a page's related objects
inline constexpr std::size_t json_relation = 1u << 20;
inline constexpr std::size_t json_related = 10'000; ///< objects that one record leads to
inline constexpr std::size_t xml_depth = 256;
inline constexpr std::size_t xml_attributes = 1024;
inline constexpr std::size_t xml_token = 1u << 20;
inline constexpr std::size_t xml_record = 16u << 20;
inline constexpr std::uint64_t archive_ratio =
    200; ///< decompressed against compressed, from 10 MiB of output on
inline constexpr std::uint64_t archive_ratio_from = 10ull << 20;
inline constexpr std::uint64_t archive_floor = 1ull << 30; ///< decompressed: 4 × max_bytes, at least this
inline constexpr std::size_t archive_entries = 1000;
inline constexpr std::size_t tar_entries = 100'000; ///< one directory of many files is usual

inline constexpr std::uint64_t sheet_rows = 5'000'000;
inline constexpr std::uint64_t sheet_cells = 500'000'000; ///< that hold something, repeated ones counted
inline constexpr std::size_t sheet_columns = csv_columns; ///< cells further right are not read
inline constexpr std::size_t sheet_cell = 1u << 20;
inline constexpr std::size_t sheet_row = 4u << 20;
inline constexpr std::size_t sheet_strings = 256u << 20; ///< shared texts of a workbook: held in memory
inline constexpr std::size_t sheet_count = 1000;
inline constexpr std::size_t sheet_styles = 65'536;

inline constexpr std::size_t rdf_literal = 1u << 20;   ///< more of it is cut, and its record refused
inline constexpr std::size_t rdf_statement = 8u << 20; ///< of Turtle: bytes from one triple to the next
inline constexpr std::size_t rdf_run_bytes =
    1u << 20;                                      ///< of triples that are collected before they are put away
inline constexpr std::size_t rdf_runs = 8'000'000; ///< runs of triples about one subject: 16 bytes each
inline constexpr std::size_t rdf_names = 65'536;   ///< properties, types of values, languages
inline constexpr std::size_t rdf_node_triples = 100'000; ///< about one subject: more refuse its record
inline constexpr std::size_t rdf_node_bytes = 16u << 20; ///< the same
inline constexpr std::size_t rdf_record_nodes =
    25'000;                                 ///< that a record leads to: distributions, contacts, …
inline constexpr std::size_t rdf_depth = 8; ///< nodes in nodes of a record
inline constexpr std::size_t json_ld_context = 1u << 20;

} // namespace moisson::format_limit
