namespace Causeway.TestHarness;

/// <summary>How many descriptors a test's own work holds in this process.</summary>
public static class OpenDescriptors
{
    /// <summary>The count now; assemblies and what else the runtime opens for itself are left out.</summary>
    public static int Count() => KernelState.Descriptors().Count();
}
