using System.Diagnostics;
using System.Reflection;

namespace Causeway.Tests;

/// <summary>A test of what only the optimizing compiler achieves: in a Debug build every asynchronous call allocates its state machine.</summary>
public sealed class OptimizedFactAttribute : FactAttribute
{
    public OptimizedFactAttribute()
    {
        if (typeof(DescriptorStream).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
            Skip = "needs the Release configuration, as ./test builds it";
    }
}
