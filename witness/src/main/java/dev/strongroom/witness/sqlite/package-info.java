// SPDX-License-Identifier: Apache-2.0
/// A witness's state in one SQLite file.
@NullMarked
package dev.strongroom.witness.sqlite;

import org.jspecify.annotations.NullMarked;
