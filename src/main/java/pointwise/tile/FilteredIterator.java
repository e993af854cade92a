package pointwise.tile;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;

/** The elements of another iterator that go on. Holds none that it has given. */
public final class FilteredIterator<A> implements Iterator<A> {
  private final Iterator<A> elements;
  private final Predicate<A> goesOn;
  private A ready;

  public FilteredIterator(Iterator<A> elements, Predicate<A> goesOn) {
    this.elements = elements;
    this.goesOn = goesOn;
  }

  @Override
  public boolean hasNext() {
    while (ready == null && elements.hasNext()) {
      A next = elements.next();
      ready = goesOn.test(next) ? next : null;
    }
    return ready != null;
  }

  @Override
  public A next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    A next = ready;
    ready = null;
    return next;
  }
}
