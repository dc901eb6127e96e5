using System.Reflection;
using Xunit.Sdk;

namespace Causeway.TestHarness;

/// <summary>
/// Fails a test after which a kernel object, file, descriptor, mapping or child remains that was not there before. On an
/// assembly: for each of its tests, which then must not run in parallel, nor share such things through class fixtures.
/// </summary>
/// <remarks>
/// xunit constructs a test's class before <see cref="Before"/> and disposes it after <see cref="After"/>: what that leaves
/// is found by the next test, whose failure says so.
/// </remarks>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
public sealed class LeakCheckedAttribute : BeforeAfterTestAttribute
{
    private static readonly Lazy<HashSet<string>> s_permanent = new(Prepare);
    private static HashSet<string> s_constructed = [];
    private static string s_previous = "";
    private HashSet<string> _before = [];

    /// <summary>Gives the tests their temp folder, before the first test's class is constructed.</summary>
    public LeakCheckedAttribute() => TestRoom.Enter();

    /// <inheritdoc/>
    public override void Before(MethodInfo methodUnderTest)
    {
        HashSet<string> permanent = s_permanent.Value;
        string[] left = Leftovers.Await(now => now.Intersect(s_constructed));
        string previous = s_previous;
        s_previous = $"{methodUnderTest.DeclaringType}.{methodUnderTest.Name}";
        _before = KernelState.Read();
        s_constructed = [.. _before.Except(permanent).Except(left)];
        Report($"the constructor or Dispose of {previous}", left);
    }

    /// <inheritdoc/>
    public override void After(MethodInfo methodUnderTest)
    {
        string[] left = Leftovers.Await(now => now.Except(_before));
        Report($"{methodUnderTest.DeclaringType}.{methodUnderTest.Name}", left);
    }

    /// <summary>Says it once: from now on it counts as always there.</summary>
    private static void Report(string test, string[] left)
    {
        s_permanent.Value.UnionWith(left);
        if (left.Length != 0)
            throw new LeftoverException(test, left);
    }

    private static HashSet<string> Prepare()
    {
        RuntimeWarmUp.Run();
        return KernelState.Read();
    }
}
