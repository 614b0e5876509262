// SPDX-License-Identifier: Apache-2.0
/// Where the enclave's sealed bytes rest: [KeyValueStore] on SQLite (embedded) or PostgreSQL
/// (beyond one machine).
///
/// The store is trusted with nothing: everything in it is sealed by the enclave, and whoever runs
/// it can delete it, roll it back or show different enclaves different contents. Witnesses catch
/// that. What a store answers for is durability (an acknowledged write survives a crash) and that
/// two honest enclaves which share it can't both win the same compare-and-set.
@NullMarked
package dev.strongroom.host.store;

import org.jspecify.annotations.NullMarked;
