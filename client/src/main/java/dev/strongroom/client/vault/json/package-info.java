// SPDX-License-Identifier: Apache-2.0
/// A vault in the terms of its HTTP interface: JSON in, JSON out, nothing left out. For tools that
/// show what a vault says; applications have the typed client.
@NullMarked
package dev.strongroom.client.vault.json;

import org.jspecify.annotations.NullMarked;
