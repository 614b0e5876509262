// SPDX-License-Identifier: Apache-2.0
/// What users have kept, sealed under keys that only their side holds (`docs/conversations.md`).
@NullMarked
package dev.strongroom.enclave.inference.volume;

import org.jspecify.annotations.NullMarked;
