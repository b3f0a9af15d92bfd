// A store in a directory of its own, and a feed that goes through Differ and Store as a harvest does.
#pragma once
#include "core/store/store.hpp"
#include "tests/core/change_support.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace moisson::test {

class StoreBench {
public:
    using Opener = std::function<std::unique_ptr<Store>(const Store::Options&, UnixTime)>;
    explicit StoreBench(Opener opener = &Store::open, std::shared_ptr<const Schema> of = small_schema());
    std::filesystem::path file() const { return dir_ / "store.db"; }
    Store& store() { return *store_; }
    std::unique_ptr<StoreReader> reader() const { return StoreReader::open(file(), schema); }
    void close() { store_.reset(); }
    void reopen();

    /// Compares, then applies (or ends the run as unchanged, failed or held, as the guards say).
    RunRow run(const std::string& feed, const std::vector<Cells>& rows,
               Completeness completeness = Completeness::full);
    RunRow approve(const std::string& feed, RunId run, bool rekey = false);
    /// id → body of the active golden records of kind "structure".
    std::map<std::string, std::string> golden(UnixTime as_of = 0) const;
    std::vector<std::string> verify() const;

    std::shared_ptr<const Schema> schema;
    std::vector<KindColumns> columns = {{1, {{"id", 0}, {"nom", 1}, {"adresse", 2}, {"date_maj", 3}}}};
    UnixTime now = 1'700'000'000;
    FeedConfig config; ///< of every feed, but for its id
    std::optional<Outcome> last;
    std::optional<Difference> last_difference;
    std::function<void(ApplyContext&)> adjust;

private:
    ApplyContext context_of(const std::string& feed, RunId run);
    TempDir dir_;
    Opener opener_;
    std::unique_ptr<Store> store_;
};

/// Behind the store's back; it must be closed.
void sql(const std::filesystem::path& file, const std::string& statements);

} // namespace moisson::test
