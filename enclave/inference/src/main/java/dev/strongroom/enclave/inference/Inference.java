// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.inference.access.Access;
import dev.strongroom.enclave.inference.access.Administration;
import dev.strongroom.enclave.inference.receipt.ReceiptBook;
import dev.strongroom.enclave.inference.routing.Models;
import dev.strongroom.enclave.inference.settings.InferenceSettings;
import dev.strongroom.enclave.notary.Notary;
import dev.strongroom.enclave.notary.NotaryApi;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.ServiceException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Puts the gateway together: the log first, then the back ends, then who may ask.
final class Inference implements Service.Handler, AutoCloseable {
  /// How often back ends are looked after.
  private static final Duration WATCH = Duration.ofSeconds(5);

  private final NotaryApi notaryApi;
  private final Models models;
  private final InferenceApi api;
  private final GatewayLog log;

  private Inference(NotaryApi notaryApi, Models models, InferenceApi api, GatewayLog log) {
    this.notaryApi = notaryApi;
    this.models = models;
    this.api = api;
    this.log = log;
  }

  /// Starts the gateway with the back ends that it knows how to open.
  ///
  /// @throws ServiceException if the settings are wrong, or the log can't be read
  static Inference start(Enclave enclave) throws ServiceException, InterruptedException {
    InferenceSettings settings = settings(enclave);
    Inference inference = start(enclave, settings, new OpenedBackends(enclave, settings));
    inference.models.watch(WATCH);
    return inference;
  }

  /// Starts the gateway with these back ends, and doesn't look after them by itself.
  static Inference start(Enclave enclave, InferenceSettings settings, Models.Opening opening)
      throws ServiceException, InterruptedException {
    GatewayLog log = new GatewayLog(enclave);
    Notary notary = Notary.start(enclave);
    try {
      return on(enclave, settings, opening, notary, log);
    } catch (IOException e) {
      notary.close();
      throw e instanceof ServiceException known
          ? known
          : new ServiceException("a back end: " + e.getMessage(), e);
    } catch (InterruptedException | RuntimeException e) {
      notary.close();
      throw e;
    }
  }

  private static Inference on(
      Enclave enclave,
      InferenceSettings settings,
      Models.Opening opening,
      Notary notary,
      GatewayLog log)
      throws IOException, InterruptedException {
    Optional<Administration> administration = administration(enclave, notary, settings);
    Models models = new Models(settings, opening, enclave.clock(), log::changed);
    ReceiptBook receipts = new ReceiptBook(notary, enclave.clock());
    Optional<Access> access = administration.map(Administration::access);
    access.ifPresent(keys -> BudgetFigures.declare(enclave, keys));
    Optional<Histories> histories =
        settings
            .history()
            .map(history -> Histories.start(enclave, notary, history, models, access));
    Calls calls =
        new Calls(
            models,
            receipts,
            access,
            histories.map(Histories::turns),
            log,
            new GatewayFigures(enclave, models),
            enclave.random());
    Views views = new Views(enclave, notary, models);
    return new Inference(
        new NotaryApi(notary),
        models,
        new InferenceApi(
            views,
            calls,
            receipts,
            new FurtherReceipts(receipts, models),
            administration,
            histories,
            log),
        log);
  }

  private static Optional<Administration> administration(
      Enclave enclave, Notary notary, InferenceSettings settings) throws ServiceException {
    if (settings.access().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Administration.start(
            enclave,
            notary,
            settings.access().get(),
            Stream.concat(
                    Arrays.stream(Endpoint.values()).map(Endpoint::scope),
                    Histories.scopes().stream())
                .collect(Collectors.toSet()),
            settings.models().stream()
                .map(InferenceSettings.Model::name)
                .collect(Collectors.toSet())));
  }

  private static InferenceSettings settings(Enclave enclave) throws ServiceException {
    try {
      return InferenceSettings.parse(enclave.settings(InferenceSettings.NAME));
    } catch (MalformedJsonException e) {
      throw new ServiceException("settings." + e.getMessage(), e);
    }
  }

  @Override
  public Response handle(Request request) throws Exception {
    return InferenceApi.concerns(request.path()) ? api.handle(request) : notaryApi.handle(request);
  }

  @Override
  public void close() {
    models.close();
    log.close();
    api.close();
    notaryApi.close();
  }
}
