// SPDX-License-Identifier: Apache-2.0
/// A strict reader for the subset of CBOR that evidence is made of.
///
/// Threat answered: two parsers that read the same bytes differently (duplicate keys, trailing
/// bytes, overlong numbers), and input that costs more to refuse than to make.
@NullMarked
package dev.strongroom.attestation.cbor;

import org.jspecify.annotations.NullMarked;
