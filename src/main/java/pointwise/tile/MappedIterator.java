package pointwise.tile;

import java.util.Iterator;
import java.util.function.Function;

/** The elements of another iterator, each changed by a function when it is wanted. */
public record MappedIterator<A, B>(Iterator<A> elements, Function<A, B> function)
    implements Iterator<B> {
  @Override
  public boolean hasNext() {
    return elements.hasNext();
  }

  @Override
  public B next() {
    return function.apply(elements.next());
  }
}
