// SPDX-License-Identifier: Apache-2.0
/// The notary in an enclave, seen by those who use it.
@NullMarked
package dev.strongroom.integration.notary;

import org.jspecify.annotations.NullMarked;
