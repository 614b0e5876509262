// SPDX-License-Identifier: Apache-2.0
/// States of all dossiers as of some moment, in the host's store: a tree of sealed pages, whose
/// root says what belongs to it. Reading one of a million takes a few pages.
@NullMarked
package dev.strongroom.enclave.vault.snapshot;

import org.jspecify.annotations.NullMarked;
