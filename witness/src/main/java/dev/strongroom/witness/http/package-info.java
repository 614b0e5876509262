// SPDX-License-Identifier: Apache-2.0
/// A witness's door.
@NullMarked
package dev.strongroom.witness.http;

import org.jspecify.annotations.NullMarked;
