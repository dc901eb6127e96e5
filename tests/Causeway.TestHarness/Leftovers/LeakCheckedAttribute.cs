using System.Reflection;
using Xunit.Sdk;

namespace Causeway.TestHarness;

/// <summary>
/// On an assembly: fails where a test left a kernel object, file, descriptor, mapping or child behind that was not there
/// before it. The tests must not run in parallel, nor share such things through fixtures.
/// </summary>
/// <remarks>
/// Many tests clean up in Dispose, which xunit runs after <see cref="BeforeAfterTestAttribute.After"/>. So the look is
/// taken when the next test's attributes are constructed, before its class is: the failure is the next test's and names
/// the one that left something. What the last test of a run leaves is not seen.
/// </remarks>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class LeakCheckedAttribute : BeforeAfterTestAttribute
{
    private static HashSet<string>? s_before;
    private static string s_running = "";
    private readonly string[] _left;
    private readonly string _leftBy = s_running;

    /// <summary>Looks at what the test before this one left; before the first test, prepares the process.</summary>
    public LeakCheckedAttribute()
    {
        if (s_before is null)
        {
            TestRoom.Enter();
            RuntimeWarmUp.Run();
        }

        HashSet<string>? before = s_before;
        _left = before is null ? [] : Leftovers.Await(now => now.Except(before));
        s_before = KernelState.Read();
    }

    /// <inheritdoc/>
    public override void Before(MethodInfo methodUnderTest)
    {
        s_running = $"{methodUnderTest.DeclaringType}.{methodUnderTest.Name}";
        if (_left.Length != 0)
            throw new LeftoverException(_leftBy, _left);
    }
}
