// SPDX-License-Identifier: Apache-2.0
/// Strict reading of the JSON files that decide what is trusted: policies, configurations.
@NullMarked
package dev.strongroom.attestation.json;

import org.jspecify.annotations.NullMarked;
