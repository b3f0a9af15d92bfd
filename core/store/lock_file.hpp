// One process owns a store: an open-file-description lock on a file beside it, which vanishes with the
// process.
#pragma once
#include <filesystem>

namespace moisson {

class LockFile {
public:
    /// "<store>.lock". Throws StoreError: 75 with the holder's process id, 77 when the directory cannot be
    /// written.
    explicit LockFile(const std::filesystem::path& store);
    ~LockFile();
    LockFile(const LockFile&) = delete;
    LockFile& operator=(const LockFile&) = delete;

private:
    int descriptor_ = -1;
};

} // namespace moisson
