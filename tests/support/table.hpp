// A small CSV reader for tables of expected results (tests only: quoted cells, no newlines in cells).
#pragma once
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace moisson::test {

inline std::vector<std::string> split_csv_line(const std::string& line) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
            cells.back() += line[i++];
        else if (line[i] == '"')
            quoted = !quoted;
        else if (line[i] == ',' && !quoted)
            cells.emplace_back();
        else if (line[i] != '\r')
            cells.back() += line[i];
    }
    return cells;
}

/// All rows without the header.
inline std::vector<std::vector<std::string>> read_csv(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::vector<std::vector<std::string>> rows;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) rows.push_back(split_csv_line(line));
    return rows;
}

} // namespace moisson::test
