/**
 * Functions of @pulumi/aws whose answers nobody knows without an account → the fields of their result
 * types in the SDK. All of them: a field left out would be `undefined` to the program instead of
 * unknown. A test compares this table with the SDK that is installed.
 */
export const UNKNOWN_FIELDS: Readonly<Record<string, string>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": "accountId arn id userId",
  "aws:index/getAvailabilityZones:getAvailabilityZones":
    "allAvailabilityZones excludeNames excludeZoneIds filters groupNames id names " +
    "region state zoneIds",
  "aws:index/getAvailabilityZone:getAvailabilityZone":
    "allAvailabilityZones filters groupLongName groupName id name nameSuffix " +
    "networkBorderGroup optInStatus parentZoneId parentZoneName region state zoneId " +
    "zoneType",
  "aws:index/getService:getService":
    "dnsName id partition region reverseDnsName reverseDnsPrefix serviceId " + "supported",
  "aws:index/getDefaultTags:getDefaultTags": "id tags",
  "aws:iam/getPolicyDocument:getPolicyDocument":
    "id json minifiedJson overrideJson overridePolicyDocuments policyId sourceJson " +
    "sourcePolicyDocuments statements version",
  "aws:iam/getPolicy:getPolicy":
    "arn attachmentCount description id name path pathPrefix policy policyId tags",
  "aws:iam/getRole:getRole":
    "arn assumeRolePolicy createDate description id maxSessionDuration name path " +
    "permissionsBoundary roleLastUseds tags uniqueId",
  "aws:iam/getSessionContext:getSessionContext": "arn id issuerArn issuerId issuerName sessionName",
  "aws:ec2/getAmi:getAmi":
    "allowUnsafeFilter architecture arn blockDeviceMappings bootMode creationDate " +
    "deprecationTime description enaSupport executableUsers filters hypervisor id " +
    "imageId imageLocation imageOwnerAlias imageType imdsSupport includeDeprecated " +
    "kernelId lastLaunchedTime mostRecent name nameRegex ownerId owners platform " +
    "platformDetails productCodes public ramdiskId region rootDeviceName " +
    "rootDeviceType rootSnapshotId sriovNetSupport state stateReason tags " +
    "tpmSupport uefiData usageOperation virtualizationType",
  "aws:ec2/getInstanceType:getInstanceType":
    "autoRecoverySupported bandwidthWeightings bareMetal bootModes " +
    "burstablePerformanceSupported currentGeneration dedicatedHostsSupported " +
    "defaultCores defaultNetworkCardIndex defaultThreadsPerCore defaultVcpus " +
    "ebsEncryptionSupport ebsNvmeSupport ebsOptimizedSupport " +
    "ebsPerformanceBaselineBandwidth ebsPerformanceBaselineIops " +
    "ebsPerformanceBaselineThroughput ebsPerformanceMaximumBandwidth " +
    "ebsPerformanceMaximumIops ebsPerformanceMaximumThroughput efaMaximumInterfaces " +
    "efaSupported enaSrdSupported enaSupport encryptionInTransitSupported fpgas " +
    "freeTierEligible gpuses hibernationSupported hypervisor id " +
    "inferenceAccelerators instanceDisks instanceStorageSupported instanceType " +
    "ipv6Supported maximumIpv4AddressesPerInterface " +
    "maximumIpv6AddressesPerInterface maximumNetworkCards maximumNetworkInterfaces " +
    "mediaAccelerators memorySize networkCards networkPerformance neuronDevices " +
    "nitroEnclavesSupport nitroTpmSupport nitroTpmSupportedVersions phcSupport " +
    "region supportedArchitectures supportedCpuFeatures " +
    "supportedPlacementStrategies supportedRootDeviceTypes supportedUsagesClasses " +
    "supportedVirtualizationTypes sustainedClockSpeed totalFpgaMemory " +
    "totalGpuMemory totalInferenceMemory totalInstanceStorage totalMediaMemory " +
    "totalNeuronDeviceMemory validCores validThreadsPerCores",
  "aws:ec2/getInstanceTypeOfferings:getInstanceTypeOfferings":
    "filters id instanceTypes locationType locationTypes locations region",
  "aws:ec2/getManagedPrefixList:getManagedPrefixList":
    "addressFamily arn entries filters id maxEntries name ownerId region tags " + "version",
  "aws:ec2/getPrefixList:getPrefixList": "cidrBlocks filters id name prefixListId region",
  "aws:ec2/getVpcEndpointService:getVpcEndpointService":
    "acceptanceRequired arn availabilityZones baseEndpointDnsNames filters id " +
    "managesVpcEndpoints owner privateDnsName privateDnsNames region service " +
    "serviceId serviceName serviceRegion serviceRegions serviceType " +
    "supportedIpAddressTypes tags vpcEndpointPolicySupported",
  "aws:ecr/getImage:getImage":
    "id imageDigest imagePushedAt imageSizeInBytes imageTag imageTags imageUri " +
    "mostRecent region registryId repositoryName",
  "aws:eks/getAddonVersion:getAddonVersion":
    "addonName id kubernetesVersion mostRecent region version",
  "aws:eks/getCluster:getCluster":
    "accessConfigs arn certificateAuthorities clusterId computeConfigs " +
    "controlPlaneScalingConfigs createdAt deletionProtection enabledClusterLogTypes " +
    "endpoint id identities kubeApiServerConfigs kubeControllerManagerConfigs " +
    "kubeSchedulerConfigs kubernetesNetworkConfigs name outpostConfigs " +
    "platformVersion region remoteNetworkConfigs roleArn status storageConfigs tags " +
    "upgradePolicies version vpcConfig zonalShiftConfigs",
  "aws:eks/getClusterAuth:getClusterAuth": "id name region token",
  "aws:eks/getClusterVersions:getClusterVersions":
    "clusterType clusterVersions clusterVersionsOnlies defaultOnly includeAll " +
    "region versionStatus",
  "aws:rds/getEngineVersion:getEngineVersion":
    "defaultCharacterSet defaultOnly engine engineDescription exportableLogTypes " +
    "filters hasMajorTarget hasMinorTarget id includeAll latest " +
    "parameterGroupFamily preferredMajorTargets preferredUpgradeTargets " +
    "preferredVersions region status supportedCharacterSets supportedFeatureNames " +
    "supportedModes supportedTimezones supportsCertificateRotationWithoutRestart " +
    "supportsGlobalDatabases supportsIntegrations supportsLimitlessDatabase " +
    "supportsLocalWriteForwarding supportsLogExportsToCloudwatch " +
    "supportsParallelQuery supportsReadReplica validMajorTargets validMinorTargets " +
    "validUpgradeTargets version versionActual versionDescription",
  "aws:rds/getOrderableDbInstance:getOrderableDbInstance":
    "availabilityZoneGroup availabilityZones engine engineLatestVersion " +
    "engineVersion id instanceClass licenseModel maxIopsPerDbInstance maxIopsPerGib " +
    "maxStorageSize minIopsPerDbInstance minIopsPerGib minStorageSize " +
    "multiAzCapable outpostCapable preferredEngineVersions preferredInstanceClasses " +
    "readReplicaCapable region storageType supportedEngineModes " +
    "supportedNetworkTypes supportsClusters supportsEnhancedMonitoring " +
    "supportsGlobalDatabases supportsIamDatabaseAuthentication supportsIops " +
    "supportsKerberosAuthentication supportsMultiAz supportsPerformanceInsights " +
    "supportsStorageAutoscaling supportsStorageEncryption vpc",
  "aws:secretsmanager/getSecretVersion:getSecretVersion":
    "arn createdDate id region secretArn secretBinary secretId secretString " +
    "versionId versionStage versionStages",
  "aws:servicequotas/getServiceQuota:getServiceQuota":
    "adjustable arn defaultValue globalQuota id quotaCode quotaName region " +
    "serviceCode serviceName usageMetrics value",
  "aws:ssm/getParameter:getParameter":
    "arn id insecureValue name region type value version withDecryption",
};
