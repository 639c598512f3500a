import { PutImageScanningConfigurationCommand } from "@aws-sdk/client-ecr";
import { operation } from "../../../core/operation.ts";
import { keep, onRepository, repositoryOf } from "../repository.ts";

export const PutImageScanningConfiguration = operation(
  PutImageScanningConfigurationCommand,
  {
    needs: (named, ctx) =>
      onRepository("PutImageScanningConfiguration", named, ctx),

    async handle(request, ctx) {
      const found = await repositoryOf(request, ctx);
      const scanOnPush = request.imageScanningConfiguration.scanOnPush ?? false;
      await keep(found, { scanOnPush }, ctx);
      return {
        registryId: found.place.accountId,
        repositoryName: found.repository.name,
        imageScanningConfiguration: { scanOnPush },
      };
    },
  },
);
